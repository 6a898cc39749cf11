namespace Proximity.Fuzz.Tests;

/// <summary>The fuzz targets without an engine: on every input that is kept, and on some thousand that are made of them.</summary>
public class FuzzTargetTests(ITestOutputHelper output)
{
    private const int Seed = 20250304;
    private const int Mutations = 2000;

    /// <summary>Those that ask another process cost a hundred times as much.</summary>
    private const int OnwardMutations = 300;

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Fact]
    public void EveryFolderOfInputs_HasATarget() => Assert.Empty(Corpus.Folders.Except(FuzzTargets.Names, StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Targets))]
    public void KeptInputs_HoldTheInvariant(string name) => Run(name, target =>
    {
        SortedDictionary<string, byte[]> inputs = Corpus.Of(target);
        Assert.NotEmpty(inputs);
        foreach ((string file, byte[] input) in inputs)
        {
            Feed(target, input, file);
        }
    });

    [Theory]
    [MemberData(nameof(Targets))]
    public void MutatedInputs_HoldTheInvariant(string name) => Run(name, target =>
    {
        output.WriteLine($"seed {Seed}");
        Mutator mutator = new(Seed, [.. Corpus.Of(target).Values]);
        int count = name.StartsWith("onward-", StringComparison.Ordinal) ? OnwardMutations : Mutations;
        for (int i = 0; i < count; i++)
        {
            Feed(target, mutator.Next(), $"mutation {i} of seed {Seed}");
        }
    });

    private static void Run(string name, Action<IFuzzTarget> feed)
    {
        IFuzzTarget target = FuzzTargets.Create(name)!;
        Assert.Equal(name, target.Name);
        try
        {
            feed(target);
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }
    }

    private static void Feed(IFuzzTarget target, byte[] input, string origin)
    {
        Exception? exception = Record.Exception(() => target.Run(input));
        Assert.True(exception is null, $"{target.Name}, {origin}, {Convert.ToBase64String(input)}: {exception}");
    }
}
