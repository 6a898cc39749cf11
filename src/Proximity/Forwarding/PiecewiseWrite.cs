using Proximity.Exchanges;
using Proximity.Wires;

namespace Proximity.Forwarding;

/// <summary>Writes what was held, which may be long, in pieces: each shows that the receiver still takes it.</summary>
internal static class PiecewiseWrite
{
    public const int PieceBytes = 64 * 1024;

    /// <summary>Writes all; the count of the result is that of the whole.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="bytes">What to write; may be empty.</param>
    /// <param name="pace">Told of each piece, where it is the client that takes them; null elsewhere.</param>
    /// <param name="onPiece">Called behind each piece.</param>
    public static async ValueTask<WireResult> RunAsync(Wire sink, ReadOnlyMemory<byte> bytes, ClientPace? pace, Action onPiece)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            ReadOnlyMemory<byte> piece = bytes.Slice(sent, Math.Min(PieceBytes, bytes.Length - sent));
            pace?.Await(piece.Length);
            WireResult written = await sink.WriteAsync(piece).ConfigureAwait(false);
            pace?.Done();
            sent += written.Count;
            if (!written.IsOk)
            {
                return written with { Count = sent };
            }

            onPiece();
        }

        return new WireResult(sent);
    }
}
