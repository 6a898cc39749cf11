namespace Proximity.Load.Contestants;

/// <summary>The proxies to compare with, each set up as its users would for speed, with nothing cached and nothing logged.</summary>
internal static class Peers
{
    private const string ModuleFolder = "/usr/lib/nginx/modules";

    private const string StreamModule = $"{ModuleFolder}/ngx_stream_module.so";

    /// <summary>The parent proxy of chains: the leanest there is, and the same for everybody.</summary>
    public static Contestant Parent { get; } = new("parent", Abilities.Process | Abilities.Http, HaProxy) { IsReverse = true };

    /// <summary>Those whose programs are installed.</summary>
    public static IEnumerable<Contestant> Installed()
    {
        var all = Abilities.Process | Abilities.Http | Abilities.Tunnel | Abilities.KeepAlive | Abilities.Upstream;
        (string Tool, Contestant Peer)[] peers =
        [
            ("haproxy", new Contestant("haproxy", all, HaProxy) { TunnelsBlindly = true, IsReverse = true }),
            ("nginx", new Contestant("nginx", File.Exists(StreamModule) ? all : all & ~Abilities.Tunnel, Nginx) { TunnelsBlindly = true }),
            ("squid", new Contestant("squid", all, Squid)),
            ("mitmdump", new Contestant("mitmproxy-json", Abilities.Process | Abilities.Http | Abilities.KeepAlive, MitmProxy)),
            ("tinyproxy", new Contestant("tinyproxy", all & ~Abilities.KeepAlive, TinyProxy)),
        ];
        return peers.Where(peer => Tools.Has(peer.Tool)).Select(peer => peer.Peer);
    }

    /// <summary>mitmproxy with an addon that does what our handler does.</summary>
    private static Launch MitmProxy(Setting setting)
    {
        var addon = setting.Write("change.py", """
            import json

            def response(flow):
                if "/json/" in flow.request.path:
                    content = json.loads(flow.response.content)
                    content["name"] = "changed"
                    flow.response.content = json.dumps(content).encode()

            """);
        string[] where = ["--listen-host", $"{setting.Http.Address}", "--listen-port", $"{setting.Http.Port}"];
        return new Launch(Tools.Path("mitmdump"), ["--quiet", .. where, "--set", $"confdir={setting.Folder}", "-s", addon]);
    }

    private static Launch HaProxy(Setting setting) => new(Tools.Path("haproxy"), ["-db", "-f", setting.Write("haproxy.cfg", $"""
        global
          nbthread 2
          maxconn 10300
          no strict-limits
        defaults
          timeout connect 5s
          timeout client 10m
          timeout server 10m
        frontend http
          mode http
          bind {setting.Http}
          default_backend web
        backend web
          mode http
          http-reuse always
          server origin {setting.NextHop}
        listen tcp
          mode tcp
          bind {setting.Tcp}
          server origin {setting.Origin}

        """)]);

    /// <summary>nginx keeps connections only to a group that its configuration names, so the origin is named; any other host it would dial for each request.</summary>
    private static Launch Nginx(Setting setting)
    {
        var streams = File.Exists(StreamModule);
        return new Launch(Tools.Path("nginx"), ["-p", setting.Folder, "-e", "error.log", "-c", setting.Write("nginx.conf", $$"""
            {{(streams ? $"load_module {StreamModule};" : "")}}
            worker_processes 2;
            worker_rlimit_nofile 20000;
            daemon off;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 20000; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              keepalive_timeout 10m;
              client_max_body_size 0;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              upstream origin { server {{setting.NextHop}}; keepalive 256; keepalive_requests 1000000000; keepalive_timeout 10m; }
              map $http_host $next { {{setting.Origin}} origin; default $http_host; }
              server {
                listen {{setting.Http}} backlog=4096;
                location / {
                  proxy_pass $scheme://$next$request_uri;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_buffering off;
                  proxy_request_buffering off;
                }
              }
            }
            {{(streams ? $"stream {{ server {{ listen {setting.Tcp} backlog=4096; proxy_pass {setting.Origin}; }} }}" : "")}}

            """)]);
    }

    private static Launch Squid(Setting setting) => new(Tools.Path("squid"), ["-N", "-n", setting.UniqueName, "-f", setting.Write("squid.conf", $"""
        http_port {setting.Http}
        acl here src 127.0.0.1
        http_access allow here
        http_access deny all
        cache deny all
        cache_mem 0 MB
        max_filedescriptors 20000
        pinger_enable off
        via off
        forwarded_for transparent
        client_idle_pconn_timeout 10 minutes
        server_idle_pconn_timeout 10 minutes
        pid_filename {setting.Folder}/squid.pid
        access_log none
        cache_log {setting.Folder}/cache.log
        cache_store_log none
        coredump_dir {setting.Folder}
        shutdown_lifetime 0 seconds
        visible_hostname squid.test
        {(setting.Upstream is { } upstream ? $"cache_peer {upstream.Address} parent {upstream.Port} 0 no-query no-digest\nnever_direct allow all" : "")}

        """)]);

    private static Launch TinyProxy(Setting setting) => new(Tools.Path("tinyproxy"), ["-d", "-c", setting.Write("tinyproxy.conf", $"""
        Listen {setting.Http.Address}
        Port {setting.Http.Port}
        Timeout 600
        MaxClients 9990
        Allow 127.0.0.1
        LogLevel Critical
        LogFile "{setting.Folder}/log"
        DisableViaHeader Yes
        {(setting.Upstream is { } upstream ? $"Upstream http {upstream}" : "")}

        """)]);
}
