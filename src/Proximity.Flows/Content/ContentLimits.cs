namespace Proximity.Content;

/// <summary>What decoding a whole body may cost. A body that unfolds into more costs that much and no more.</summary>
public sealed record ContentLimits
{
    /// <summary>The first bytes of output are free of <see cref="MaxRatio"/>: small bodies of one repeated byte are harmless.</summary>
    internal const int FreeOfRatioBytes = 1024 * 1024;

    /// <summary>How many bytes may come of a body, of each of its codings. Default: 32 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxOutputBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    = 32 * 1024 * 1024;

    /// <summary>
    /// How many bytes may come of one byte of the body, of each of its codings; not applied to the first MiB. Default: 1000, of which
    /// gzip stays short but for zeros.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRatio
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1000;
}
