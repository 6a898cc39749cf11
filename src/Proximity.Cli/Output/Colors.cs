namespace Proximity.Cli.Output;

/// <summary>Colours by the escape sequences that terminals know (ECMA-48 §8.3.117), or none.</summary>
internal sealed class Colors(bool areOn)
{
    private const string Reset = "\u001b[0m";
    private const string Faint = "\u001b[2m";
    private const string Red = "\u001b[31m";
    private const string Green = "\u001b[32m";
    private const string Yellow = "\u001b[33m";
    private const string Cyan = "\u001b[36m";

    /// <summary>No colours.</summary>
    public static Colors Off { get; } = new(areOn: false);

    /// <summary>False where texts stay as they are.</summary>
    public bool AreOn => areOn;

    /// <summary>The colours for a stream.</summary>
    /// <param name="choice">What the user asks for.</param>
    /// <param name="isTerminal">Whether a person reads the stream.</param>
    /// <param name="environment">Where <c>NO_COLOR</c> (no-color.org) and <c>TERM</c> stand; an option of this program's own says more
    /// than they.</param>
    public static Colors For(ColorChoice choice, bool isTerminal, Func<string, string?> environment) => new(choice switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ => isTerminal && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb",
    });

    /// <summary>What matters less.</summary>
    public string Quiet(string text) => Paint(Faint, text);

    /// <summary>What went wrong.</summary>
    public string Error(string text) => Paint(Red, text);

    /// <summary>What is new.</summary>
    public string Added(string text) => Paint(Green, text);

    /// <summary>A status, or what stands for none, by its class.</summary>
    public string Status(int? status, string text) => Paint(
        (status / 100) switch
        {
            1 or 2 => Green,
            3 => Cyan,
            4 => Yellow,
            _ => Red,
        },
        text);

    private string Paint(string colour, string text) => areOn ? $"{colour}{text}{Reset}" : text;
}
