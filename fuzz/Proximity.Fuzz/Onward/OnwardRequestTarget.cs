namespace Proximity.Fuzz.Onward;

/// <summary>
/// What is sent on of an accepted request means the same to Kestrel and to Node: method, target, every field, body and trailers, and the end, behind which the next request begins.
/// </summary>
internal sealed class OnwardRequestTarget : IFuzzTarget, IDisposable
{
    private readonly RequestSending sending = new();
    private readonly KestrelParser kestrel = new();
    private readonly NodeParsers node = NodeParsers.Start();

    public string Name => "onward-request";

    public string Inputs => "request-head";

    public void Run(ReadOnlySpan<byte> input)
    {
        if (sending.Send(input) is not { } sent)
        {
            return;
        }

        kestrel.DemandSame(sent);
        NodeAnswer answer = node.AskServer(sent.Bytes);

        // Node knows the methods that are registered, and refuses the connection for any other: nobody is confused.
        if (answer.Refusal == "HPE_INVALID_METHOD" && answer.Messages.Count == 0)
        {
            return;
        }

        Demand.True(answer.Messages.Count > 0, $"Node refuses what was sent on: {answer.Refusal} {sent.Meaning}");
        sent.Meaning.DemandSame(answer.Messages[0], "Node");

        // Behind a request that wants another protocol, Node reads no HTTP.
        bool switches = sent.Meaning.Fields.Where((_, index) => index % 2 == 0).Contains("Upgrade", StringComparer.OrdinalIgnoreCase);
        Demand.True(switches || (answer.Refusal is null && answer.Messages is [_, { Start: "GET /sentinel" }]), $"Node finds another end: {answer.Refusal} {sent.Meaning}");
    }

    public void Dispose() => node.Dispose();
}
