namespace Proximity.Formats.Html;

/// <summary>How much of bodies and messages a report still has room for.</summary>
/// <param name="total">The bytes of the whole report.</param>
internal sealed class HtmlRoom(long total)
{
    /// <summary>The most bytes of one body or message.</summary>
    public const int MaxOfOne = 64 * 1024;

    /// <summary>How many bytes are taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes room for a body.</summary>
    /// <param name="bytes">How many bytes it has.</param>
    /// <returns>How many of them are shown, from the first on.</returns>
    public int Take(int bytes)
    {
        int shown = (int)Math.Min(Math.Min(bytes, MaxOfOne), total - Taken);
        Taken += shown;
        return shown;
    }
}
