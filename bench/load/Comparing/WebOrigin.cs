using Proximity.Load.Contestants;

namespace Proximity.Load.Comparing;

/// <summary>
/// nginx with one worker and files of a few sizes, <c>/length/BYTES</c>, and JSON, <c>/json/1024</c>, which never closes a connection by
/// itself.
/// </summary>
internal static class WebOrigin
{
    private static readonly int[] Sizes = [13, 1024, 16 * 1024];

    /// <summary>What large transfers over TLS take: nothing else here can keep a generator busy at so little cost.</summary>
    private const long LargeBytes = 100 * 1024 * 1024;

    /// <summary>1 KiB of it.</summary>
    private static readonly string Json = $$"""{"name":"original","text":"{{new string('x', 1024 - 29)}}"}""";

    public static Contestant Contestant { get; } = new("origin", Abilities.Process, Launch) { TunnelsBlindly = true };

    private static Launch Launch(Setting setting)
    {
        var files = Directory.CreateDirectory(Path.Combine(setting.Folder, "files", "length"));
        foreach (var size in Sizes)
        {
            File.WriteAllBytes(Path.Combine(files.FullName, $"{size}"), [.. Enumerable.Range(0, size).Select(TestOrigin.PatternAt)]);
        }

        var json = Directory.CreateDirectory(Path.Combine(setting.Folder, "files", "json"));
        File.WriteAllText(Path.Combine(json.FullName, $"{Json.Length}"), Json);
        using (var large = File.Create(Path.Combine(files.FullName, $"{LargeBytes}")))
        {
            large.SetLength(LargeBytes);
        }

        var (kind, certificate) = setting.Tls is { } tls ? ("ssl", $"ssl_certificate {tls.Server}; ssl_certificate_key {tls.Server};") : ("", "");
        return new Launch(Tools.Path("nginx"), ["-p", setting.Folder, "-e", "error.log", "-c", setting.Write("nginx.conf", $$"""
            worker_processes 1;
            worker_rlimit_nofile 20000;
            daemon off;
            user root;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 19000; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              keepalive_timeout 10m;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              server { listen {{setting.Http}} {{kind}} backlog=4096; {{certificate}} root {{setting.Folder}}/files; }
            }

            """)]);
    }
}
