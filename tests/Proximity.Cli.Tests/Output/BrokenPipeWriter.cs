using System.Text;

namespace Proximity.Cli.Tests.Output;

/// <summary>A writer whose reader has gone away.</summary>
internal sealed class BrokenPipeWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => throw new IOException("Broken pipe");

    public override void Flush() => throw new IOException("Broken pipe");
}
