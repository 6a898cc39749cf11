using System.Buffers;
using Proximity.Flows;
using Proximity.Stores;

namespace Proximity.Testing.Stores;

/// <summary>Says in a sentence what is not as it must be.</summary>
internal static class Check
{
    public static void That(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new StoreCaseException(sentence);
        }
    }

    public static void Equal<T>(T expected, T actual, string what)
        => That(EqualityComparer<T>.Default.Equals(expected, actual), $"Of {what}: expected {Show(expected)}, and it is {Show(actual)}.");

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        T[] wanted = [.. expected];
        T[] found = [.. actual];
        That(wanted.SequenceEqual(found), $"Of {what}: expected [{string.Join(", ", wanted)}], and it is [{string.Join(", ", found)}].");
    }

    /// <summary>The flow is as it was given, its bodies too when they are to be there.</summary>
    public static void Same(FlowSnapshot expected, StoredFlow actual)
    {
        Equal(0L, actual.Flow.Sequence, $"the table's number of flow {expected.Id}, which is not the store's");
        FlowSnapshot wanted = actual.HasBodies ? expected : FlowSnapshotCodec.Read(Write(expected));
        That(
            Write(wanted).AsSpan().SequenceEqual(Write(actual.Flow)),
            $"Flow {expected.Id}, {expected.Request.Method} {expected.Request.Url}, is not as it was given.");
        SameBytes(wanted.Request.Body, actual.Flow.Request.Body, $"the request body of flow {expected.Id}");
        if (wanted.Response is { } response)
        {
            SameBytes(response.Body, actual.Flow.Response!.Body, $"the response body of flow {expected.Id}");
        }
    }

    public static void Bytes(ReadOnlyMemory<byte> expected, byte[]? actual, string what)
        => That(
            actual is not null && expected.Span.SequenceEqual(actual),
            $"Of {what}: the {actual?.Length} bytes are not the {expected.Length} expected.");

    public static async Task ThrowsAsync<TException>(Func<Task> action, string what)
        where TException : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException)
        {
            return;
        }
        catch (Exception exception) when (exception is not StoreCaseException)
        {
            throw new StoreCaseException($"Of {what}: expected {typeof(TException).Name}, and it was {exception}");
        }

        throw new StoreCaseException($"Of {what}: expected {typeof(TException).Name}, and there was none.");
    }

    private static void SameBytes(FlowBody expected, FlowBody actual, string what)
        => That(expected.Bytes.Span.SequenceEqual(actual.Bytes.Span), $"Of {what}: its bytes are not as they were given.");

    private static byte[] Write(FlowSnapshot flow)
    {
        var output = new ArrayBufferWriter<byte>();
        FlowSnapshotCodec.Write(flow, output);
        return output.WrittenSpan.ToArray();
    }

    private static string Show<T>(T value) => value is null ? "nothing" : $"{value}";
}
