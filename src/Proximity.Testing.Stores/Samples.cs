using System.Globalization;
using System.Text;
using Proximity.Flows;

namespace Proximity.Testing.Stores;

/// <summary>Makes flows, each told from others by its id.</summary>
internal static class Samples
{
    public static DateTimeOffset Time { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(1));

    /// <summary>A usual flow: every third failed, every second posted something.</summary>
    /// <param name="id">Its id, from 1.</param>
    public static FlowSnapshot Flow(long id) => new(Request(id), $"192.0.2.{id % 200}")
    {
        Id = id,
        Timestamp = Time.AddSeconds(id),
        Response = new ResponseSnapshot(Status(id), "Fine", [Field("content-type", "text/plain")], Text($"answer {id}")),
        Duration = TimeSpan.FromTicks(10_000 * (1 + ((id * 7919) % 1000))),
        Completed = true,
        RequestBytes = 100 + id,
        ResponseBytes = 200 + id,
    };

    public static FlowSnapshot[] Flows(int count, long firstId = 1) => [.. Enumerable.Range(0, count).Select(i => Flow(firstId + i))];

    public static int Status(long id) => id % 3 == 0 ? 500 : 200;

    public static string Host(long id) => $"host{id % 4}.example";

    public static FlowBody Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Body(bytes);
    }

    public static FlowBody Body(byte[] bytes) => FlowBody.Create(FlowBodyState.Complete, bytes, bytes.Length);

    /// <summary>A flow with this response body.</summary>
    public static FlowSnapshot WithBody(long id, FlowBody body) => new(Request(id), "192.0.2.1")
    {
        Id = id,
        Timestamp = Time.AddSeconds(id),
        Response = new ResponseSnapshot(200, "OK", [Field("content-type", "application/octet-stream")], body),
        Completed = true,
    };

    /// <summary>Bytes that no coding makes shorter; the same for the same seed.</summary>
    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        ulong state = (ulong)seed + 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            bytes[i] = (byte)(state >> 56);
        }

        return bytes;
    }

    public static KeyValuePair<string, string> Field(string name, string value) => KeyValuePair.Create(name, value);

    private static RequestSnapshot Request(long id) => new(
        id % 2 == 0 ? "POST" : "GET",
        string.Create(CultureInfo.InvariantCulture, $"http://{Host(id)}/path/{id}?q={id}"),
        [Field("host", Host(id)), Field("x-id", id.ToString(CultureInfo.InvariantCulture))],
        id % 2 == 0 ? Text($"question {id}") : null);
}
