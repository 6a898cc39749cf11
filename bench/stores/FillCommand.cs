using System.CommandLine;

namespace Proximity.StoreBench;

/// <summary><c>fill</c>: makes a file of flows that stays, for programs that read it.</summary>
internal sealed class FillCommand : Command
{
    private readonly Argument<string> file = new("file") { Description = "The file. One that is there is an error." };

    private readonly Option<int> flows = new("--flows")
    {
        Description = "How many flows, in thousands.",
        DefaultValueFactory = _ => 1_000_000,
    };

    private readonly Option<bool> text = new("--text-index") { Description = "With the index of texts." };

    public FillCommand()
        : base("fill", "A file of many flows.")
    {
        Add(file);
        Add(flows);
        Add(text);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        string path = line.GetValue(file)!;
        if (File.Exists(path))
        {
            Figures.Say($"{path} is there already.");
            return 1;
        }

        // A run that is broken off leaves no half file under the name.
        string partial = path + ".partial";
        foreach (string ending in (string[])["", "-wal", "-shm", "-lock"])
        {
            File.Delete(partial + ending);
        }

        await StoreFilling.RunAsync(partial, line.GetValue(flows), line.GetValue(text), cancellationToken);
        File.Move(partial, path);
        File.Delete(partial + "-lock");
        return 0;
    }
}
