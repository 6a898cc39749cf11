namespace Proximity.Network.Tests.Fixtures;

/// <summary>nginx with a prefix of its own: static files over http and https, with and without HTTP/2, ranges, keep-alive; and <c>/to/PORT/…</c> leads to another origin.</summary>
public sealed class NginxOrigin : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private Daemon? daemon;
    private int[] ports = [];

    /// <summary>Where its files lie.</summary>
    public string Root => directory["html"];

    /// <summary>Host and port of http.</summary>
    public string Authority => $"127.0.0.1:{ports[0]}";

    /// <summary>Host and port of https.</summary>
    public string SecureAuthority => $"127.0.0.1:{ports[1]}";

    /// <summary>Host and port of https with HTTP/2.</summary>
    public string Http2Authority => $"127.0.0.1:{ports[2]}";

    /// <summary>Host and port of http on the IPv6 loopback.</summary>
    public string IPv6Authority => $"[::1]:{ports[0]}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "hello.txt"), "hello from nginx\n");
        foreach (string name in (string[])["logs", "body", "proxy", "fastcgi", "uwsgi", "scgi"])
        {
            Directory.CreateDirectory(directory[name]);
        }

        (string certificate, string key) = Certificates.WritePem(directory);
        (daemon, ports) = await Daemon.StartAsync(3, free =>
        {
            string configuration = directory.Write("nginx.conf", Configuration(free, certificate, key));
            return ProcessRunner.Start("nginx", "-p", directory.Path, "-c", configuration, "-e", directory["logs/start.log"]);
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (daemon is not null)
        {
            await daemon.DisposeAsync();
        }

        directory.Dispose();
    }

    // One process and no master: it keeps the user of the tests, and ending it by its id ends all of it.
    private string Configuration(int[] free, string certificate, string key) => $$"""
        daemon off;
        master_process off;
        pid {{directory["nginx.pid"]}};
        error_log {{directory["logs/error.log"]}};
        events { worker_connections 512; }
        http {
          access_log off;
          sendfile on;
          keepalive_timeout 60s;
          keepalive_requests 100000;
          client_body_temp_path {{directory["body"]}};
          proxy_temp_path {{directory["proxy"]}};
          fastcgi_temp_path {{directory["fastcgi"]}};
          uwsgi_temp_path {{directory["uwsgi"]}};
          scgi_temp_path {{directory["scgi"]}};
          default_type application/octet-stream;
          server {
            listen 127.0.0.1:{{free[0]}};
            listen [::1]:{{free[0]}};
            listen 127.0.0.1:{{free[1]}} ssl;
            listen 127.0.0.1:{{free[2]}} ssl http2;
            ssl_certificate {{certificate}};
            ssl_certificate_key {{key}};
            root {{Root}};
            location ~ ^/to/([0-9]+)(/.*)$ {
              proxy_pass http://127.0.0.1:$1$2;
              proxy_http_version 1.1;
              proxy_request_buffering off;
              proxy_buffering off;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection upgrade;
            }
          }
        }
        """;
}
