namespace Proximity.TestsOfAll;

/// <summary>Tests of the category All take long.</summary>
public static class LongTests
{
    /// <summary>Skips the test unless they are asked for (<c>./test.sh --all</c>).</summary>
    public static void Require()
        => Assert.SkipUnless(Environment.GetEnvironmentVariable("PROXIMITY_TEST_ALL") == "1", "Runs with ./test.sh --all.");
}
