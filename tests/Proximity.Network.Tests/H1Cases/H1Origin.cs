using Proximity.Network.Tests.Fixtures;

namespace Proximity.Network.Tests.H1Cases;

/// <summary>The recording origin of a case: its first request gets the case's bytes, or a marked answer; every other one gets a marked answer.</summary>
public sealed class H1Origin : IAsyncDisposable
{
    /// <summary>The field by which an answer of this origin is known.</summary>
    public const string Mark = "X-Origin-Of-The-Case";

    private const string Answer = "HTTP/1.1 200 OK\r\n" + Mark + ": 1\r\nContent-Length: 6\r\n\r\norigin";
    private readonly H1Case one;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource idleSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int requests;

    public H1Origin(H1Case one)
    {
        this.one = one;
        Raw = RawOrigin.Start(RunAsync);
    }

    /// <summary>What it recorded.</summary>
    public RawOrigin Raw { get; }

    /// <summary>Its host and port.</summary>
    public string Authority => Raw.Authority;

    /// <summary>The heads of what arrived, complete messages or not.</summary>
    public string Heads => string.Concat(Raw.Requests.Select(request => request.Head));

    /// <summary>Lets it say what it has to say on its idle connection, and waits until it has: what comes next must find it there.</summary>
    public Task SpeakOnIdleConnectionAsync()
    {
        idle.TrySetResult();
        return one.IdleBytes is null ? Task.CompletedTask : idleSent.Task;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Raw.DisposeAsync();

    private async Task RunAsync(RawPeer peer)
    {
        while (await peer.ReadRequestAsync() is { IsComplete: true })
        {
            if (one.Side == "response" && Interlocked.Increment(ref requests) == 1)
            {
                await FirstAsync(peer);
                continue;
            }

            await peer.SendAsync(Answer);
        }
    }

    private async Task FirstAsync(RawPeer peer)
    {
        await peer.SendAsync(H1CaseFile.Expand(one.Bytes, Authority));
        if (one.Eof)
        {
            peer.ShutdownSend();
        }

        if (one.IdleBytes is not null)
        {
            await idle.Task;
            await peer.SendAsync(H1CaseFile.Expand(one.IdleBytes, Authority));
            idleSent.TrySetResult();
        }
    }
}
