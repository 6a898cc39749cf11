using System.Buffers;
using System.Text;

namespace Proximity.Storage.Sqlite.Native;

/// <summary>
/// A prepared statement that is used again and again. Texts are written as UTF-8 into one buffer of the statement and bytes are pinned
/// where they lie, both until <see cref="Reset"/>, so that SQLite copies neither.
/// </summary>
internal sealed unsafe class Statement : IDisposable
{
    private const int LongestShown = 200;

    // What is bound stays where it is until Reset.
    private const nint Unmoved = 0;

    private readonly Database database;
    private readonly StatementHandle handle;
    private readonly nint bare;
    private readonly string shown;
    private readonly List<BoundText> texts = [];
    private readonly List<MemoryHandle> pins = [];
    private byte[] room = [];
    private int used;

    public Statement(Database database, StatementHandle handle, string text)
    {
        this.database = database;
        this.handle = handle;
        bare = handle.Bare;
        shown = Shorten(text);
    }

    /// <summary>True for a statement of a person's: what is wrong with it is not wrong with the file.</summary>
    public bool IsQuestion { get; init; }

    public int ColumnCount => Library.ColumnCount(bare);

    /// <summary>True when it changes nothing in the file.</summary>
    public bool IsReadOnly => Library.IsReadOnly(bare) != 0;

    /// <summary>A statement as errors name it.</summary>
    public static string Shorten(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestShown ? line : string.Concat(line.AsSpan(0, LongestShown), "…");
    }

    /// <summary>The number of a named parameter, from 1; 0 when there is none of that name.</summary>
    public int Parameter(string name) => Library.ParameterIndex(bare, name);

    public void Bind(int index, long value) => Check(Library.BindInteger(bare, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } number)
        {
            Bind(index, number);
        }
        else
        {
            BindNull(index);
        }
    }

    public void Bind(int index, double value) => Check(Library.BindReal(bare, index, value));

    public void BindNull(int index) => Check(Library.BindNull(bare, index));

    public void Bind(int index, string? text)
    {
        if (text is null)
        {
            BindNull(index);
        }
        else
        {
            Bind(index, text.AsSpan());
        }
    }

    /// <summary>Binds a text, of which a copy is made.</summary>
    public void Bind(int index, ReadOnlySpan<char> text)
    {
        Span<byte> target = Room(Encoding.UTF8.GetMaxByteCount(text.Length));
        int count = Encoding.UTF8.GetBytes(text, target);
        texts.Add(new BoundText(index, used, count, IsText: true));
        used += count;
    }

    /// <summary>Binds bytes, of which a copy is made.</summary>
    public void BindCopy(int index, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        texts.Add(new BoundText(index, used, bytes.Length, IsText: false));
        used += bytes.Length;
    }

    /// <summary>Binds bytes, which must not change until <see cref="Reset"/>.</summary>
    public void Bind(int index, ReadOnlyMemory<byte> bytes)
    {
        MemoryHandle pin = bytes.Pin();
        pins.Add(pin);
        BindBlob(index, (byte*)pin.Pointer, bytes.Length);
    }

    /// <summary>Binds a value of a filter or a bound that is text, a whole number or a fraction.</summary>
    public void Bind(int index, object? value)
    {
        switch (value)
        {
            case null: BindNull(index); break;
            case string text: Bind(index, text); break;
            case double fraction: Bind(index, fraction); break;
            case long number: Bind(index, number); break;
            default: throw new ArgumentException($"A {value.GetType()} cannot be bound.", nameof(value));
        }
    }

    /// <summary>The next row.</summary>
    /// <returns>False when there is none left.</returns>
    public bool Step()
    {
        BindTexts();
        int code = Library.Step(bare);
        if (code is ResultCode.Row or ResultCode.Done)
        {
            return code == ResultCode.Row;
        }

        Exception failure = IsQuestion ? database.FailureOfQuestion(code, shown) : database.Failure(code, shown);
        Reset();
        throw failure;
    }

    /// <summary>Runs a statement that gives no rows, and makes it ready for the next time.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    public void Reset()
    {
        // It repeats the error of the last step, which has been reported.
        _ = Library.Reset(bare);
        if (texts.Count > 0 || pins.Count > 0)
        {
            _ = Library.ClearBindings(bare);
        }

        texts.Clear();
        used = 0;
        foreach (MemoryHandle pin in pins)
        {
            pin.Dispose();
        }

        pins.Clear();
    }

    public string ColumnName(int column) => Library.Text(Library.ColumnName(bare, column));

    public ValueKind Kind(int column) => (ValueKind)Library.ColumnType(bare, column);

    public bool IsNull(int column) => Kind(column) == ValueKind.Null;

    public long Integer(int column) => Library.ColumnInteger(bare, column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public double Real(int column) => Library.ColumnReal(bare, column);

    public string? Text(int column)
    {
        byte* text = Library.ColumnText(bare, column);
        return text is null ? null : Encoding.UTF8.GetString(text, Library.ColumnBytes(bare, column));
    }

    /// <summary>The bytes of a column, there until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column)
    {
        byte* bytes = Library.ColumnBlob(bare, column);
        return bytes is null ? [] : new ReadOnlySpan<byte>(bytes, Library.ColumnBytes(bare, column));
    }

    public void Dispose()
    {
        Reset();
        handle.Dispose();
    }

    private Span<byte> Room(int count)
    {
        if (room.Length - used < count)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(room.Length * 2, used + count), pinned: true);
            room.AsSpan(0, used).CopyTo(larger);
            room = larger;
        }

        return room.AsSpan(used);
    }

    /// <summary>Binds what lies in the room, which does not move any more.</summary>
    private void BindTexts()
    {
        if (texts.Count == 0)
        {
            return;
        }

        fixed (byte* start = room)
        {
            // The array is allocated where the collector moves nothing: the pointer stays good behind the block.
            foreach (BoundText text in texts)
            {
                if (text.IsText)
                {
                    Check(Library.BindText(bare, text.Index, start + text.Start, text.Count, Unmoved));
                }
                else
                {
                    BindBlob(text.Index, start + text.Start, text.Count);
                }
            }
        }

        texts.Clear();
        pins.Add(default);
    }

    private void BindBlob(int index, byte* bytes, int count)
    {
        // A null pointer would bind NULL.
        byte nothing = 0;
        Check(Library.BindBlob(bare, index, count == 0 ? &nothing : bytes, count, Unmoved));
    }

    private void Check(int code) => database.Check(code, shown);

    private readonly record struct BoundText(int Index, int Start, int Count, bool IsText);
}
