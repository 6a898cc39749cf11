using System.Threading.Channels;

namespace Proximity.Http2.Tests.Rig;

/// <summary>What happened, in its order.</summary>
internal sealed class EventLog
{
    private readonly Channel<string> events = Channel.CreateUnbounded<string>();

    public void Note(string happened) => events.Writer.TryWrite(happened);

    public Task<string> NextAsync() => events.Reader.ReadAsync().AsTask().WithinStep();
}
