using System.Globalization;
using System.Text;
using Proximity.Cli.Output;

namespace Proximity.Cli.Recordings;

/// <summary>Where the answers of <c>proximity flows</c> go, and what can be shown there.</summary>
internal sealed class FlowsConsole
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    public FlowsConsole(Stream output, TextWriter errors)
    {
        Output = new WatchedOutput(output);
        Errors = errors;
        Text = new StreamWriter(Output, WithoutMark, bufferSize: 16 * 1024, leaveOpen: true) { NewLine = "\n" };
    }

    /// <summary>Standard output for bytes. Flush <see cref="Text"/> before it is used.</summary>
    public Stream Output { get; }

    /// <summary>Standard output for text; gathered until it is flushed.</summary>
    public TextWriter Text { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Errors { get; }

    /// <summary>How many columns the terminal has on which a person reads the output; null for a file or a pipe.</summary>
    public int? Width { get; init; }

    /// <summary>The colours of the output.</summary>
    public Colors Colors { get; init; } = Colors.Off;

    /// <summary>Shows how far long work is; null where no person sees standard error.</summary>
    public ProgressBar? Bar { get; init; }

    /// <summary>The clock, and its zone that of the times shown.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says which columns have no room on the terminal.</summary>
    public void SayLeftOut(IReadOnlyList<string> titles)
    {
        var width = (Width ?? 0).ToString(CultureInfo.InvariantCulture);
        Say($"Not shown in {width} columns: {string.Join(", ", titles)}. A wider terminal, a pipe and --json have all.");
    }

    /// <summary>Prints a sentence on standard error, fit to be shown, behind what was answered before.</summary>
    public void Say(string sentence)
    {
        Text.Flush();
        Errors.WriteLine(Printable.Text(sentence));
    }
}
