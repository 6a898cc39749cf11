using System.Text;

namespace Proximity.Cli.Running;

/// <summary>
/// Standard error as a writer that never fails. A full disk or a terminal that has gone takes the sentence; there is no other place to
/// say it, and the exit code must still be the one that the program has decided on.
/// </summary>
/// <param name="inner">The writer for standard error.</param>
internal sealed class TolerantWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override IFormatProvider FormatProvider => inner.FormatProvider;

    public override void Write(char value) => Try(value, static (writer, value) => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => Try(value, static (writer, value) => writer.Write(value));

    public override void WriteLine() => WriteLine(string.Empty);

    // One write for the whole line: another process may write to the same terminal.
    public override void WriteLine(string? value) => Try(value, static (writer, value) => writer.WriteLine(value));

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => Try(0, static (writer, _) => writer.Flush());

    private void Try<TValue>(TValue value, Action<TextWriter, TValue> write)
    {
        try
        {
            write(inner, value);
        }
        catch (Exception exception) when (FileProblem.IsOfWriting(exception))
        {
            // ENOSPC, EIO, EBADF, EFBIG: nobody can be told, for this is where the program tells of failures.
        }
    }
}
