using System.Diagnostics;
using System.Globalization;

namespace Proximity.Load.Contestants;

/// <summary>Those to compare interception with: proxies that intercept too, and reverse proxies that speak TLS on both sides, which need no CONNECT and no certificates of their own making.</summary>
internal static class SecurePeers
{
    private const string CertificateMaker = "/usr/lib/squid/security_file_certgen";

    /// <summary>Those whose programs are installed. The folder holds what <c>bench/run.sh</c> published.</summary>
    public static IEnumerable<Contestant> Installed(string published)
    {
        var forwarder = Path.Combine(published, "yarp", "Proximity.BenchYarp.dll");
        (bool IsThere, Contestant Peer)[] peers =
        [
            (Tools.Has("haproxy"), Reverse("haproxy-tls", HaProxy)),
            (File.Exists(forwarder), Reverse("yarp", setting => Yarp(forwarder, setting))),
            (Tools.Has("mitmdump"), new Contestant("mitmproxy", Abilities.Process | Abilities.Secure, MitmProxy)),
            (File.Exists(CertificateMaker), new Contestant("squid-bump", Abilities.Process | Abilities.Secure, Squid)),
        ];
        return peers.Where(peer => peer.IsThere).Select(peer => peer.Peer);
    }

    private static Contestant Reverse(string name, Func<Setting, Launch> plan) => new(name, Abilities.Process | Abilities.Secure, plan) { TunnelsBlindly = true, IsReverse = true };

    private static TlsFiles Files(Setting setting) => setting.Tls ?? throw new InvalidOperationException("There are no certificates.");

    private static Launch HaProxy(Setting setting) => new(Tools.Path("haproxy"), ["-db", "-f", setting.Write("haproxy.cfg", $"""
        global
          nbthread 2
          maxconn 10300
          no strict-limits
        defaults
          mode http
          timeout connect 5s
          timeout client 10m
          timeout server 10m
        frontend tls
          bind {setting.Tcp} ssl crt {Files(setting).Server}
          default_backend web
        backend web
          http-reuse always
          server origin {setting.Origin} ssl verify required ca-file {Files(setting).Authority}

        """)]);

    private static Launch Yarp(string program, Setting setting) => new(
        Tools.Path("dotnet"),
        [program, "--port", setting.Tcp.Port.ToString(CultureInfo.InvariantCulture), "--origin", $"https://{setting.Origin}", "--certificate", Files(setting).Server, "--authority", Files(setting).Authority]);

    private static Launch MitmProxy(Setting setting) => new(
        Tools.Path("mitmdump"),
        ["--quiet", "--listen-host", setting.Http.Address.ToString(), "--listen-port", setting.Http.Port.ToString(CultureInfo.InvariantCulture), "--set", $"confdir={setting.Folder}", "--set", $"ssl_verify_upstream_trusted_ca={Files(setting).Authority}", "--set", "flow_detail=0"]);

    /// <summary>squid's helper runs as a user of its own.</summary>
    private static void OpenToEverybody(string folder)
    {
        Run(Tools.Path("chmod"), ["-R", "a+rwX", folder]);
        for (var above = Path.GetDirectoryName(folder)!; above != Path.TrimEndingDirectorySeparator(Path.GetTempPath()) && above.Length > 1; above = Path.GetDirectoryName(above)!)
        {
            Run(Tools.Path("chmod"), ["a+x", above]);
        }
    }

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }

    private static Launch Squid(Setting setting)
    {
        var certificates = Path.Combine(setting.Folder, "certificates");
        Run(CertificateMaker, ["-c", "-s", certificates, "-M", "4MB"]);
        OpenToEverybody(certificates);
        return new Launch(Tools.Path("squid"), ["-N", "-n", setting.UniqueName, "-f", setting.Write("squid.conf", $"""
            http_port {setting.Http} ssl-bump tls-cert={Files(setting).Authority} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB
            sslcrtd_program {CertificateMaker} -s {certificates} -M 4MB
            acl first at_step SslBump1
            ssl_bump peek first
            ssl_bump bump all
            tls_outgoing_options cafile={Files(setting).Authority}
            acl here src 127.0.0.1
            http_access allow here
            http_access deny all
            cache deny all
            cache_mem 0 MB
            pinger_enable off
            via off
            forwarded_for transparent
            pid_filename {setting.Folder}/squid.pid
            access_log none
            cache_log {setting.Folder}/cache.log
            cache_store_log none
            coredump_dir {setting.Folder}
            shutdown_lifetime 0 seconds
            visible_hostname squid.test

            """)]);
    }
}
