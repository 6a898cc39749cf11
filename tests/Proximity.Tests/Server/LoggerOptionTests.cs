using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proximity.Hosting;

namespace Proximity.Tests.Server;

/// <summary>Where diagnostics go, by <c>Logger</c>, <c>LoggerFactory</c> and <c>Verbose</c>.</summary>
public class LoggerOptionTests
{
    [Theory]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Warning)]
    [InlineData(LogLevel.Critical)]
    public void NoLogger_NothingIsWritten_UnlessItIsVerbose(LogLevel level)
    {
        Assert.False(LoggerBuilder.Build(new ProxyOptions()).IsEnabled(level));
        Assert.True(LoggerBuilder.Build(new ProxyOptions { Verbose = true }).IsEnabled(level));
    }

    [Fact]
    public void LoggerDecidesByItsOwnLevels()
    {
        var options = new ProxyOptions { Verbose = true, Logger = NullLogger.Instance };
        Assert.False(LoggerBuilder.Build(options).IsEnabled(LogLevel.Critical));
    }

    [Fact]
    public async Task Factory_GetsEachLineInItsCategory()
    {
        var factory = new CollectingFactory();
        await using Harness harness = await Harness.StartAsync(options => options.LoggerFactory = factory);
        await harness.GetAsync();
        await harness.ExchangeAsync("nonsense\r\n\r\n");
        await harness.SettleAsync();
        Assert.Contains(factory.Lines, line => line.StartsWith("Proximity.Server: Listening on ", StringComparison.Ordinal));
        Assert.Contains("Proximity.Connections: Client 127.0.0.1 connected", factory.Lines);
        Assert.Contains(factory.Lines, line => line.StartsWith("Proximity.Errors: malformed_request: ", StringComparison.Ordinal));
        string[] ofClients = [.. factory.Lines.Where(line => line.Contains(": Client ", StringComparison.Ordinal))];
        Assert.Equal(factory.Lines.Where(line => line.StartsWith("Proximity.Connections", StringComparison.Ordinal)), ofClients);
    }

    [Fact]
    public async Task CategoryThatIsOff_GetsNoLines()
    {
        var factory = new CollectingFactory { Off = "Proximity.Connections" };
        await using Harness harness = await Harness.StartAsync(options => options.LoggerFactory = factory);
        await harness.GetAsync();
        await harness.SettleAsync();
        Assert.NotEmpty(factory.Lines);
        Assert.DoesNotContain(factory.Lines, line => line.StartsWith("Proximity.Connections", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FactoryThatThrows_IsNotNoticed()
    {
        await using Harness harness = await Harness.StartAsync(options => options.LoggerFactory = new CollectingFactory { IsGone = true });
        Assert.EndsWith("ok", await harness.GetAsync(), StringComparison.Ordinal);
    }

    private sealed class CollectingFactory : ILoggerFactory
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public string? Off { get; init; }

        public bool IsGone { get; init; }

        public ILogger CreateLogger(string categoryName)
            => IsGone ? throw new ObjectDisposedException(categoryName) : new Category(categoryName, this);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class Category(string name, CollectingFactory owner) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => owner.Off != name;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter)
                => owner.Lines.Enqueue($"{name}: {formatter(state, exception)}");
        }
    }
}
