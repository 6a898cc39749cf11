using System.CommandLine;

namespace Proximity.StoreBench;

/// <summary><c>origin</c>: answers every request with the same bytes, and says where, until its standard input ends.</summary>
internal sealed class OriginCommand : Command
{
    private readonly Option<int> bytes = new("--bytes")
    {
        Description = "The bytes of a body.",
        DefaultValueFactory = _ => SampleFlows.BodyBytes,
    };

    public OriginCommand()
        : base("origin", "An origin on a port of its own, for load generators.")
    {
        Add(bytes);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult line, CancellationToken cancellationToken)
    {
        using var origin = new SmallOrigin(line.GetValue(bytes));
        Figures.Say(origin.EndPoint.ToString()!);
        await using Stream input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, cancellationToken);
        return 0;
    }
}
