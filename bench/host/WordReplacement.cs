using System.Buffers;
using System.IO.Pipelines;

/// <summary>Puts a longer word in the place of each "needle", also where one comes in two pieces.</summary>
internal static class WordReplacement
{
    private static ReadOnlySpan<byte> Word => "needle"u8;

    private static ReadOnlySpan<byte> Other => "haystacks"u8;

    public static async ValueTask RunAsync(PipeReader input, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            SequencePosition rest = Replace(read.Buffer, output, read.IsCompleted);
            input.AdvanceTo(rest, read.Buffer.End);
            FlushResult flushed = await output.FlushAsync(cancellationToken);
            if (read.IsCompleted || flushed.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Writes what is sure; returns where what may be the beginning of a word begins.</summary>
    private static SequencePosition Replace(in ReadOnlySequence<byte> content, PipeWriter output, bool isLast)
    {
        var reader = new SequenceReader<byte>(content);
        while (reader.TryReadTo(out ReadOnlySequence<byte> before, Word))
        {
            Write(before, output);
            output.Write(Other);
        }

        ReadOnlySequence<byte> rest = reader.UnreadSequence;
        ReadOnlySequence<byte> sure = isLast ? rest : rest.Slice(0, Math.Max(0, rest.Length - Word.Length + 1));
        Write(sure, output);
        return sure.End;
    }

    private static void Write(in ReadOnlySequence<byte> bytes, PipeWriter output)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            output.Write(piece.Span);
        }
    }
}
