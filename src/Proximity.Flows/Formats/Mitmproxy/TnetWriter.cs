using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Proximity.Formats.Mitmproxy;

/// <summary>Writes typed netstrings into memory. The length of a list or dictionary is put before it when it ends.</summary>
internal sealed class TnetWriter
{
    private const int MaxDigits = 10;

    private byte[] buffer = new byte[4096];
    private int length;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    public void Clear() => length = 0;

    /// <summary>Begins a list or a dictionary, whose members follow.</summary>
    public int Begin() => length;

    /// <param name="begun">What <see cref="Begin"/> returned.</param>
    public void EndList(int begun) => End(begun, ']');

    /// <inheritdoc cref="EndList"/>
    public void EndDictionary(int begun) => End(begun, '}');

    public void Bytes(ReadOnlySpan<byte> value) => Write(value, ',');

    public void Text(string value) => Write(Encoding.UTF8.GetBytes(value), ';');

    public void Integer(long value) => Write(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), '#');

    public void Float(decimal value) => Write(Encoding.ASCII.GetBytes(value.ToString("0.0######", CultureInfo.InvariantCulture)), '^');

    public void Boolean(bool value) => Write(value ? "true"u8 : "false"u8, '!');

    public void Null() => Write([], '~');

    private void Write(ReadOnlySpan<byte> value, char tag)
    {
        Reserve(value.Length + MaxDigits + 2);
        AppendPrefix(value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
        buffer[length++] = (byte)tag;
    }

    private void End(int begun, char tag)
    {
        Debug.Assert(begun <= length, "a container ends before it begins");
        Reserve(MaxDigits + 2);
        int size = length - begun;
        Span<byte> prefix = stackalloc byte[MaxDigits + 1];
        Utf8Formatter.TryFormat(size, prefix, out int digits);
        prefix[digits] = (byte)':';
        buffer.AsSpan(begun, size).CopyTo(buffer.AsSpan(begun + digits + 1));
        prefix[..(digits + 1)].CopyTo(buffer.AsSpan(begun));
        length += digits + 1;
        buffer[length++] = (byte)tag;
    }

    private void AppendPrefix(int size)
    {
        Utf8Formatter.TryFormat(size, buffer.AsSpan(length), out int digits);
        length += digits;
        buffer[length++] = (byte)':';
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - length < bytes)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(buffer.Length * 2L, (long)length + bytes)));
        }
    }
}
