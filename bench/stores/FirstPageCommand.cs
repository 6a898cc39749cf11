using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Proximity.Stores;

namespace Proximity.StoreBench;

/// <summary><c>first-page</c>: opens a file, asks for its newest flows, and prints how many milliseconds that took.</summary>
internal sealed class FirstPageCommand : Command
{
    private readonly Argument<string> file = new("file") { Description = "The file." };

    public FirstPageCommand()
        : base("first-page", "The time to open a file and to get the newest flows, in this process.")
    {
        Add(file);
        SetAction(RunAsync);
    }

    /// <summary>What starts this program again.</summary>
    public static string[] Line(string path)
    {
        string program = Environment.ProcessPath!;
        string own = typeof(FirstPageCommand).Assembly.Location;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, own, "first-page", path] : [program, "first-page", path];
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        var options = new SqliteFlowStoreOptions { IsReadOnly = true };
        await using SqliteFlowStore store = await SqliteFlowStore.OpenAsync(line.GetValue(file)!, options, cancellationToken);
        FlowPage page = await store.QueryAsync(new FlowQuery(), cancellationToken);
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Console.WriteLine(took.ToString("0.00", CultureInfo.InvariantCulture));
        return page.Flows.Count > 0 ? 0 : 1;
    }
}
