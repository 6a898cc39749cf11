using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Proximity.Flows.Tests;
using Proximity.Stores;

[assembly: AssemblyFixture(typeof(Proximity.Storage.Postgres.Tests.PostgresServer))]

namespace Proximity.Storage.Postgres.Tests;

/// <summary>
/// A server of PostgreSQL for the tests, in a folder of its own, which is reached by a socket in that folder. It refuses to run as root:
/// then it is the user of its package.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Programs = "/usr/lib/postgresql";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new();
    private Process? server;
    private int schemas;

    public string ConnectionString => $"Host={folder.PathOf(".")};Username=postgres;Database=postgres";

    /// <summary>The address of a store, as the program takes it.</summary>
    public string AddressOf(PostgresFlowStoreOptions options)
        => $"postgres://postgres@/postgres?host={folder.PathOf(".")}&schema={options.Schema}";

    private static string Program(string name)
        => Path.Combine(Directory.GetDirectories(Programs).OrderDescending().First(), "bin", name);

    private string Data => folder.PathOf("data");

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", folder.PathOf("."));
        }

        await RunAsAsync(Program("initdb"), "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    /// <summary>Options of a store that nobody else has.</summary>
    public PostgresFlowStoreOptions NewOptions(TimeProvider? time = null) => new()
    {
        Schema = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref schemas)}"),
        TimeProvider = time ?? TimeProvider.System,
    };

    public Task<PostgresFlowStore> OpenAsync(PostgresFlowStoreOptions options)
        => PostgresFlowStore.OpenAsync(ConnectionString, options, TestContext.Current.CancellationToken);

    /// <summary>A value that SQL says, asked as another program would.</summary>
    public async Task<object?> AskAsync(PostgresFlowStoreOptions options, string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Search Path={options.Schema};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.ScalarAsync(sql, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the server and what it is doing, as a shutdown of the machine does.</summary>
    public async Task StopAsync()
    {
        if (server is { HasExited: false } running)
        {
            await RunAsync("kill", "-INT", running.Id.ToString(CultureInfo.InvariantCulture));
            await running.WaitForExitAsync().WaitAsync(Limit);
        }

        server?.Dispose();
        server = null;
    }

    public async Task StartAsync()
    {
        string sockets = folder.PathOf(".");
        server = Process.Start(As(Program("postgres"), "-D", Data, "-k", sockets, "-c", "listen_addresses=", "-c", "fsync=off"))!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("PostgreSQL has ended."));
            }
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        await ready.Task.WaitAsync(Limit);
    }

    private static ProcessStartInfo As(string program, params string[] arguments)
        => Environment.UserName == "root"
            ? Info("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : Info(program, arguments);

    private static ProcessStartInfo Info(string program, string[] arguments)
        => new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };

    private static Task RunAsAsync(string program, params string[] arguments) => RunAsync(As(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(Info(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().WaitAsync(Limit);
        await output.WaitAsync(Limit);
        await process.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)}: {errors}");
    }
}
