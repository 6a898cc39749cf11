using Proximity.Protocol.Heads;

namespace Proximity.Fuzz.Onward;

/// <summary>
/// What is sent on of an accepted final response means the same to Node and to .NET's own client: status, reason, every field, body and trailers, and the very byte it ends with.
/// </summary>
internal sealed class OnwardResponseTarget : IFuzzTarget, IDisposable
{
    private readonly ResponseSending sending = new();
    private readonly ClientParser client = new();
    private readonly NodeParsers node = NodeParsers.Start();

    public string Name => "onward-response";

    public string Inputs => "response-head";

    public void Run(ReadOnlySpan<byte> input)
    {
        Compare(input, MethodKind.Get);
        Compare(input, MethodKind.Head);
    }

    public void Dispose()
    {
        client.Dispose();
        node.Dispose();
    }

    private void Compare(ReadOnlySpan<byte> input, MethodKind method)
    {
        if (sending.Send(input, method) is not { } sent)
        {
            return;
        }

        client.DemandSame(sent, method == MethodKind.Head, sending.EndsWithConnection);
        NodeAnswer answer = node.AskClient(sent.Bytes, method == MethodKind.Head);
        Demand.True(answer.Messages.Count == 1 && answer.Refusal is null, $"Node refuses what was sent on: {answer.Refusal} {sent.Meaning}");
        sent.Meaning.DemandSame(answer.Messages[0], "Node");
        Demand.Same(sending.EndsWithConnection ? "close" : "exact", answer.End, $"where the message ends for Node: {sent.Meaning}");
    }
}
