using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;

namespace Proximity.Fuzz.Onward;

/// <summary>Node's HTTP parsers, in a process of their own that answers what they understood; see <c>parsers.js</c>.</summary>
internal sealed class NodeParsers : IDisposable
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process process;

    private NodeParsers(Process process) => this.process = process;

    public static NodeParsers Start()
    {
        ProcessStartInfo start = new("node", [Path.Combine(AppContext.BaseDirectory, "parsers.js")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new NodeParsers(Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
    }

    /// <summary>Shows the bytes to a server, with one more request behind them.</summary>
    public NodeAnswer AskServer(byte[] request) => Ask('Q', request);

    /// <summary>Shows the bytes to a client that sent a GET, or a HEAD.</summary>
    public NodeAnswer AskClient(byte[] response, bool toHead) => Ask(toHead ? 'H' : 'G', response);

    public void Dispose()
    {
        // The end of its input ends the process.
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private NodeAnswer Ask(char kind, byte[] message)
    {
        Stream input = process.StandardInput.BaseStream;
        byte[] frame = new byte[sizeof(int) + 1 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        frame[sizeof(int)] = (byte)kind;
        message.CopyTo(frame, sizeof(int) + 1);
        input.Write(frame);
        input.Flush();

        Stream output = process.StandardOutput.BaseStream;
        byte[] length = new byte[sizeof(int)];
        output.ReadExactly(length);
        int count = BinaryPrimitives.ReadInt32BigEndian(length);
        Demand.True(count is > 0 and <= MaxAnswerBytes, "node answers no frame");
        byte[] answer = new byte[count];
        output.ReadExactly(answer);
        return JsonSerializer.Deserialize<NodeAnswer>(answer, Json)!;
    }
}
