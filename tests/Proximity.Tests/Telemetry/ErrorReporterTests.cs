using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Telemetry;

namespace Proximity.Tests.Telemetry;

public class ErrorReporterTests
{
    [Theory]
    [InlineData("The origin cannot be reached.", null)]
    [InlineData("Connection refused", "Connection refused")]
    public async Task UnderlyingText_IsToldUnlessItIsTheMessage(string text, string? told)
    {
        var errors = new List<ProxyError>();
        var reporter = new ErrorReporter(NullLogger.Instance, TimeProvider.System, error =>
        {
            errors.Add(error);
            return default;
        });

        reporter.Report("upstream_connect_failed", "The origin cannot be reached.", new IOException(text));
        await reporter.CompleteAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(told, Assert.Single(errors).Error);
    }
}
