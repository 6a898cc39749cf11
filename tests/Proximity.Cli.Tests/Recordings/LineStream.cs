using System.Text;
using System.Threading.Channels;

namespace Proximity.Cli.Tests.Recordings;

/// <summary>Output whose lines a test waits for.</summary>
internal sealed class LineStream : Stream
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder line = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The next line; a test waits a minute for it.</summary>
    public async Task<string> NextAsync()
        => await lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    public override void Flush()
    {
        // Lines are given at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        foreach (var character in Encoding.UTF8.GetString(buffer, offset, count))
        {
            if (character == '\n')
            {
                Assert.True(lines.Writer.TryWrite(line.ToString()));
                line.Clear();
            }
            else
            {
                line.Append(character);
            }
        }
    }
}
