using System.IO.Pipelines;

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

    /// <summary>Both pass through user code that changes nothing. What had a length is chunked then.</summary>
    Transformed,
}

/// <summary>Options for each.</summary>
internal static class BodyModes
{
    public static bool IsHeld(this BodyMode mode) => mode is BodyMode.Held or BodyMode.HeldNotCaptured;

    public static bool IsCaptured(this BodyMode mode) => mode is BodyMode.Captured or BodyMode.Held or BodyMode.Transformed;

    /// <summary>What stands behind the name of a section that is for this mode; null when all sections are for it.</summary>
    public static string? Suffix(this BodyMode mode)
        => mode.IsHeld() ? " when held" : mode == BodyMode.Transformed ? " when transformed" : null;

    /// <summary>Sets a proxy up for it.</summary>
    public static void Apply(this BodyMode mode, ProxyOptions options)
    {
        options.CaptureBodies = mode.IsCaptured();
        if (mode.IsHeld())
        {
            options.Handlers.Use("hold", HoldAsync);
        }
        else if (mode == BodyMode.Transformed)
        {
            options.Handlers.Use("transform", TransformAsync);
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

    private static async ValueTask<Verdict> TransformAsync(ExchangeContext exchange, ExchangeDelegate next)
    {
        exchange.Request.Body.Transform(PassOnAsync);
        Verdict verdict = await next(exchange);
        if (exchange.HasResponse && !exchange.Response.Body.IsEmpty)
        {
            exchange.Response.Body.Transform(PassOnAsync);
        }

        return verdict;
    }

    private static async ValueTask PassOnAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
        => await input.CopyToAsync(output, cancellationToken);

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
