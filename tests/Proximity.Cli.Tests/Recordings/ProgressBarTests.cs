using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Proximity.Cli.Recordings;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>The bar of long work.</summary>
public sealed class ProgressBarTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LongWork_ShowsHowFarItIs(bool hasColors)
    {
        using var errors = new SeenWriter("40%");
        var bar = ProgressBar.On(errors, 80, hasColors, TimeProvider.System);

        await ProgressBar.ShowAsync(bar, "/some/where/traffic.har", async progress =>
        {
            (progress.Total, progress.Done) = (1000, 400);
            await errors.Seen;
        }).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Contains("traffic.har", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(hasColors, Regex.IsMatch(errors.ToString(), @"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7])(?:;\d+)*m"));
    }

    [Fact]
    public async Task QuickWork_ShowsNothing()
    {
        using var errors = new SeenWriter("%");
        var bar = ProgressBar.On(errors, 80, hasColors: true, new FakeTimeProvider());

        await ProgressBar.ShowAsync(bar, "a.har", _ => Task.CompletedTask);

        Assert.Equal("", errors.ToString());
    }

    [Fact]
    public async Task WorkThatFails_EndsTheBar()
        => await Assert.ThrowsAsync<RecordingException>(() => ProgressBar.ShowAsync(
            null, "a.har", _ => throw new RecordingException("broken")));

    private sealed class SeenWriter(string part) : StringWriter
    {
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => seen.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            base.Write(value);
            Look();
        }

        public override void Write(string? value)
        {
            base.Write(value);
            Look();
        }

        private void Look()
        {
            if (ToString().Contains(part, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }
    }
}
