using Proximity.Handlers;

namespace Proximity.Pipeline;

/// <summary>One handler's turn at an exchange: what it is given as <c>next</c>, and what is made of its verdict.</summary>
internal sealed class HandlerCall(HandledExchange owner, int index)
{
    private readonly HandlerEntry entry = owner.Handlers[index];

    /// <summary>A handler may have left work behind on other threads, which calls next while, or after, it returns.</summary>
    private readonly Lock gate = new();
    private Task<Verdict>? next;
    private bool hasReturned;

    /// <summary>Runs it, and whatever of the rest it leaves to be run.</summary>
    public async ValueTask<Verdict> RunAsync()
    {
        owner.Current = entry;
        Verdict verdict;
        try
        {
            ValueTask<Verdict> running;
            using (UserCode.BeginTurn())
            {
                running = entry.Handler.HandleAsync(owner, NextAsync);
            }

            verdict = await running.ConfigureAwait(false)
                ?? throw new InvalidOperationException("The handler returned null in place of a verdict.");
        }
#pragma warning disable CA1031 // User code may throw anything; the exchange goes on as if the handler had not been there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            owner.Report(entry, "The handler threw.", exception.Message);
            verdict = Verdict.Continue;
        }

        Task<Verdict>? called;
        lock (gate)
        {
            hasReturned = true;
            called = next;
        }

        if (called is { IsCompleted: false } pending)
        {
            owner.Report(entry, "The handler returned before what it called as next had completed.", null);
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await CarryOutAsync(verdict).ConfigureAwait(false);
    }

    private async ValueTask<Verdict> CarryOutAsync(Verdict verdict)
    {
        if (next is { IsCompletedSuccessfully: true } && ReferenceEquals(verdict, next.Result))
        {
            // The verdict of a handler behind, passed on: it has been carried out.
            return verdict;
        }

        switch (verdict)
        {
            case RespondVerdict respond:
                owner.Respond(respond, entry);
                return verdict;
            case AbortVerdict abort:
                owner.Abort(abort, entry);
                return verdict;
            case RouteToVerdict when next is not null:
                owner.Report(entry, "The handler named another origin after the request had been sent.", null);
                break;
            case RouteToVerdict route:
                owner.RouteTo(route);
                break;
        }

        next ??= owner.InvokeAsync(index + 1).AsTask();
        return await next.ConfigureAwait(false);
    }

    private ValueTask<Verdict> NextAsync(ExchangeContext exchange)
    {
        if (!ReferenceEquals(exchange, owner))
        {
            throw new ArgumentException("Next takes the exchange that the handler was called with.", nameof(exchange));
        }

        lock (gate)
        {
            if (next is not null)
            {
                throw new InvalidOperationException("The handler has called next before.");
            }

            if (hasReturned)
            {
                throw new InvalidOperationException("The handler has returned without next: the exchange has gone on.");
            }

            using (UserCode.PauseTurn())
            {
                next = owner.InvokeAsync(index + 1).AsTask();
            }
        }

        return AwaitNextAsync(next);
    }

    private async ValueTask<Verdict> AwaitNextAsync(Task<Verdict> called)
    {
        Verdict verdict = await called.ConfigureAwait(false);
        owner.Current = entry;
        return verdict;
    }
}
