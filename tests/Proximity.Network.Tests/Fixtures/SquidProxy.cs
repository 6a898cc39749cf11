namespace Proximity.Network.Tests.Fixtures;

/// <summary>squid as a parent proxy: no cache, everybody on loopback allowed.</summary>
public sealed class SquidProxy : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private Daemon? daemon;
    private int port;

    /// <summary>Its host and port.</summary>
    public string Authority => $"127.0.0.1:{port}";

    /// <summary>One line per request it served.</summary>
    public string AccessLog => File.Exists(directory["access.log"]) ? File.ReadAllText(directory["access.log"]) : "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Started by root, squid gives up its rights and must still reach its files.
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        (daemon, int[] ports) = await Daemon.StartAsync(1, free =>
            ProcessRunner.Start("squid", "-N", "-f", directory.Write("squid.conf", Configuration(free[0]))));
        port = ports[0];
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

    private string Configuration(int free) => $"""
        http_port 127.0.0.1:{free}
        acl here src 127.0.0.1
        http_access allow here
        http_access deny all
        cache deny all
        cache_mem 0 MB
        max_filedescriptors 1024
        pinger_enable off
        pid_filename {directory["squid.pid"]}
        access_log stdio:{directory["access.log"]}
        buffered_logs off
        cache_log {directory["cache.log"]}
        cache_store_log none
        coredump_dir {directory.Path}
        shutdown_lifetime 0 seconds
        visible_hostname parent.test

        """;
}
