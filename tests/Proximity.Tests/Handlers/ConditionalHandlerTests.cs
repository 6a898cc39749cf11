using Proximity.Filters;
using Proximity.Flows;
using Proximity.Tests.Server;

namespace Proximity.Tests.Handlers;

/// <summary>Handlers that run where a filter holds.</summary>
public class ConditionalHandlerTests
{
    [Theory]
    [InlineData("host:origin.test", true)]
    [InlineData("-host:origin.test", false)]
    [InlineData("path:/y", false)]
    [InlineData("method:get or duration:1h..", true)]
    public async Task RequestHead_DecidesBeforeAnOriginIsDialled(string filter, bool isAnswered)
    {
        await using Harness harness = await Harness.StartAsync(options
            => options.Handlers.Add(new Answering().When(Filter.Parse(filter))));

        string answer = await harness.GetAsync();

        Assert.StartsWith(isAnswered ? "HTTP/1.1 418 " : "HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(isAnswered, harness.OriginSaw.IsEmpty);
        Assert.Equal(isAnswered ? nameof(Answering) : null, Assert.Single(harness.Proxy.Flows).AnsweredBy);
    }

    [Theory]
    [InlineData("status:200 host:origin.test", "200 ran")]
    [InlineData("res.header[x-origin]=yes", "200 ran")]
    [InlineData("status:404", "")]
    [InlineData("status:404 or duration:1h..", "")]
    public async Task ResponseHead_DecidesWhenItIsThere(string filter, string seen)
    {
        var ran = "";
        await using Harness harness = await Harness.StartAsync(options
            => options.Handlers.Add(new Marking(status => ran = status).When(Filter.Parse(filter))));

        string answer = await harness.GetAsync();

        Assert.Equal(seen, ran);
        Assert.Equal(seen.Length > 0, answer.Contains("X-Mark: yes\r\n", StringComparison.Ordinal));
        Assert.NotEmpty(harness.OriginSaw);
    }

    [Theory]
    [InlineData("req.body:secret")]
    [InlineData("status:200 req.body:secret")]
    [InlineData("not (status:200 or duration:1s..)")]
    [InlineData("res.json[/id]=1")]
    [InlineData("is:error")]
    public void FilterThatHeadsNeverDecide_IsRefused(string filter)
    {
        var exception = Assert.Throws<ArgumentException>(() => new Answering().When(Filter.Parse(filter)));

        Assert.Contains("Heads alone never decide", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_AreThoseOfTheHandler()
        => Assert.Equal(HandlerNeeds.Heads, new Answering().When(Filter.Parse("host:a")).Needs);

    [Fact]
    public async Task Callback_IsCalledForWhatMatches()
    {
        var ended = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<Flow, ValueTask> callback = flow =>
        {
            ended.TrySetResult(flow.Id);
            return ValueTask.CompletedTask;
        };
        await using Harness harness = await Harness.StartAsync(options => options.OnFlowCompleted = callback.When(Filter.Parse("id:2")));

        await harness.GetAsync();
        await harness.GetAsync();

        Assert.Equal(2, await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private sealed class Answering : IExchangeHandler
    {
        public HandlerNeeds Needs => HandlerNeeds.Heads;

        public ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next)
            => ValueTask.FromResult(Verdict.Respond(418));
    }

    private sealed class Marking(Action<string> ran) : IExchangeHandler
    {
        public HandlerNeeds Needs => HandlerNeeds.Heads;

        public async ValueTask<Verdict> HandleAsync(ExchangeContext exchange, ExchangeDelegate next)
        {
            ran($"{exchange.Response.Status} ran");
            Verdict verdict = await next(exchange);
            exchange.Response.Headers["X-Mark"] = "yes";
            return verdict;
        }
    }
}
