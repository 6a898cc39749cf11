using System.Diagnostics;

namespace Proximity.Inspector.Live;

/// <summary>
/// Numbers of flows in pieces, so that a million take 8 MB and none is moved when others come at either end. Not thread-safe.
/// </summary>
internal sealed class SequenceList
{
    private const int PieceLength = 4096;

    private readonly List<Piece> pieces = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The last one.</summary>
    public long Last => pieces[^1].Span[^1];

    /// <summary>The first one.</summary>
    public long First => pieces[0].Span[0];

    /// <summary>Adds numbers behind all others.</summary>
    public void AddLast(ReadOnlySpan<long> numbers)
    {
        Count += numbers.Length;
        while (!numbers.IsEmpty)
        {
            if (pieces.Count == 0 || pieces[^1].RoomBehind == 0)
            {
                pieces.Add(new Piece(PieceLength, begin: 0));
            }

            int taken = Math.Min(pieces[^1].RoomBehind, numbers.Length);
            pieces[^1].AddLast(numbers[..taken]);
            numbers = numbers[taken..];
        }
    }

    /// <summary>Adds numbers before all others, in the order in which they then stand.</summary>
    public void AddFirst(ReadOnlySpan<long> numbers)
    {
        Count += numbers.Length;
        while (!numbers.IsEmpty)
        {
            if (pieces.Count == 0 || pieces[0].RoomBefore == 0)
            {
                pieces.Insert(0, new Piece(PieceLength, begin: PieceLength));
            }

            int taken = Math.Min(pieces[0].RoomBefore, numbers.Length);
            pieces[0].AddFirst(numbers[^taken..]);
            numbers = numbers[..^taken];
        }
    }

    /// <summary>Puts a number into its place among numbers that rise; one that is there already stays alone.</summary>
    public void Insert(long number)
    {
        int at = Math.Max(0, pieces.FindLastIndex(piece => piece.Span[0] <= number));
        if (pieces.Count == 0)
        {
            AddLast([number]);
            return;
        }

        int place = pieces[at].Span.BinarySearch(number);
        if (place >= 0)
        {
            return;
        }

        long[] merged = [.. pieces[at].Span[..~place], number, .. pieces[at].Span[~place..]];
        pieces[at] = new Piece(merged);
        Count++;
    }

    /// <summary>Forgets the numbers below another one, of numbers that rise.</summary>
    public void RemoveBelow(long number)
    {
        while (pieces.Count > 0 && pieces[0].Span[0] < number)
        {
            Span<long> span = pieces[0].Span;
            int place = span.BinarySearch(number);
            int going = place < 0 ? ~place : place;
            Count -= going;
            if (going == span.Length)
            {
                pieces.RemoveAt(0);
            }
            else
            {
                pieces[0].RemoveFirst(going);
            }
        }
    }

    /// <summary>Gives numbers from a place on.</summary>
    /// <param name="start">The place of the first one.</param>
    /// <param name="length">How many; fewer where the list ends.</param>
    public long[] Range(int start, int length)
    {
        length = Math.Clamp(Count - start, 0, length);
        long[] found = new long[length];
        Span<long> rest = found;
        foreach (Piece piece in pieces)
        {
            if (rest.IsEmpty)
            {
                break;
            }

            int there = piece.Span.Length;
            if (start < there)
            {
                int taken = Math.Min(rest.Length, there - start);
                piece.Span.Slice(start, taken).CopyTo(rest);
                rest = rest[taken..];
            }

            start = Math.Max(0, start - there);
        }

        Debug.Assert(rest.IsEmpty, "the pieces have as many numbers as were counted");
        return found;
    }

    /// <summary>The place of the first number that is not below another one, of numbers that rise.</summary>
    public int PlaceOf(long number)
    {
        int before = 0;
        foreach (Piece piece in pieces)
        {
            Span<long> span = piece.Span;
            if (span[^1] >= number)
            {
                int place = span.BinarySearch(number);
                return before + (place < 0 ? ~place : place);
            }

            before += span.Length;
        }

        return before;
    }

    /// <summary>The place of a number in any order; -1 where it is not.</summary>
    public int Find(long number)
    {
        int before = 0;
        foreach (Piece piece in pieces)
        {
            int place = piece.Span.IndexOf(number);
            if (place >= 0)
            {
                return before + place;
            }

            before += piece.Span.Length;
        }

        return -1;
    }

    /// <summary>An array and the part of it that is in use.</summary>
    private sealed class Piece
    {
        private readonly long[] numbers;
        private int begin;
        private int end;

        public Piece(int length, int begin) => (numbers, this.begin, end) = (new long[length], begin, begin);

        public Piece(long[] numbers) => (this.numbers, end) = (numbers, numbers.Length);

        public Span<long> Span => numbers.AsSpan(begin, end - begin);

        public int RoomBefore => begin;

        public int RoomBehind => numbers.Length - end;

        public void AddLast(ReadOnlySpan<long> added)
        {
            added.CopyTo(numbers.AsSpan(end));
            end += added.Length;
        }

        public void AddFirst(ReadOnlySpan<long> added)
        {
            begin -= added.Length;
            added.CopyTo(numbers.AsSpan(begin));
        }

        public void RemoveFirst(int count) => begin += count;
    }
}
