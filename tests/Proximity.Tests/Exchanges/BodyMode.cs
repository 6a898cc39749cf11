namespace Proximity.Tests.Exchanges;

/// <summary>What else happens to bodies while they pass; none of it changes what the peers see of a conversation that goes well.</summary>
public enum BodyMode
{
    /// <summary>Flows keep them: the default.</summary>
    Captured,

    /// <summary>Nobody looks at them.</summary>
    NotCaptured,

    /// <summary>A handler reads both.</summary>
    Held,

    /// <summary>A handler reads both, and flows do not keep them.</summary>
    HeldNotCaptured,
}

/// <summary>Options for each.</summary>
internal static class BodyModes
{
    public static bool IsHeld(this BodyMode mode) => mode is BodyMode.Held or BodyMode.HeldNotCaptured;

    public static bool IsCaptured(this BodyMode mode) => mode is BodyMode.Captured or BodyMode.Held;

    /// <summary>Sets a proxy up for it.</summary>
    public static void Apply(this BodyMode mode, ProxyOptions options)
    {
        options.CaptureBodies = mode.IsCaptured();
        if (mode.IsHeld())
        {
            options.Handlers.Use("hold", HoldAsync);
        }
    }

    private static async ValueTask<Verdict> HoldAsync(ExchangeContext exchange, ExchangeDelegate next)
    {
        await ReadAsync(exchange.Request.Body);
        Verdict verdict = await next(exchange);
        if (exchange.HasResponse)
        {
            await ReadAsync(exchange.Response.Body);
        }

        return verdict;
    }

    /// <summary>What the proxy says of a body that breaks off or is malformed is not the handler's concern.</summary>
    private static async ValueTask ReadAsync(MessageBody body)
    {
        try
        {
            await body.ReadAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            // The exchange goes on, or ends with the cause.
        }
    }
}
