using Proximity.Flows;
using Proximity.Tests.Server;

namespace Proximity.Tests.Handlers;

/// <summary>Callbacks, interceptors and handlers stand in one set, and each kind is cleared by itself.</summary>
public class HandlerSetTests
{
    [Fact]
    public async Task ClearingOneKind_LeavesTheOthers()
    {
        var seen = new List<string>();
        await using Harness harness = await Harness.StartAsync(options =>
        {
            options.OnRequest = _ => Note("OnRequest");
            options.OnResponse = (_, _) => Note("OnResponse");
        });
        Register(harness.Proxy);
        harness.Proxy.ClearInterceptors();
        await harness.GetAsync();
        Assert.Equal(["OnRequest", "handler", "OnResponse"], seen);

        seen.Clear();
        harness.Proxy.Handlers.Clear();
        Register(harness.Proxy);
        harness.Proxy.Handlers.Clear();
        await harness.GetAsync();
        Assert.Equal(["OnRequest", "request", "OnResponse", "response"], seen);

        void Register(ProxyServer proxy)
        {
            proxy.Handlers.Use("handler", (exchange, next) =>
            {
                seen.Add("handler");
                return next(exchange);
            });
            proxy.AddRequestInterceptor((_, _) => Seen<ProxyRequest>("request"));
            proxy.AddResponseInterceptor((_, _) => Seen<ProxyResponse>("response"));
        }

        ValueTask Note(string what)
        {
            seen.Add(what);
            return default;
        }

        T? Seen<T>(string what)
            where T : class
        {
            seen.Add(what);
            return null;
        }
    }

    [Fact]
    public void ASetNeverChanges()
    {
        var handlers = new HandlerCollection();
        HandlerSet before = handlers.Present;
        handlers.Change(static present => present.With((ProxyRequest request, Flow? flow) => default));
        using (handlers.Use("x", (exchange, next) => next(exchange)))
        {
            Assert.Equal((1, 1), (handlers.Present.Requests.Length, handlers.Count));
        }

        Assert.True(before.IsEmpty);
        Assert.False(handlers.Present.IsEmpty);
        Assert.Empty(handlers);
    }
}
