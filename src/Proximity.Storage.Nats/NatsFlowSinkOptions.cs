namespace Proximity.Stores;

/// <summary>The stream that flows go into. It is made where there is none; one that is there stays as it is.</summary>
public sealed record NatsFlowSinkOptions
{
    /// <summary>
    /// The name of the stream, and of the store of large bodies that belongs to it: 1 to 64 of A-Z, a-z, 0-9, _ and -. Default
    /// <c>FLOWS</c>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such name.</exception>
    public string StreamName { get; init => field = Checked(value); } = "FLOWS";

    /// <summary>The first word of subjects, of the same characters. Default <c>flows</c>.</summary>
    /// <exception cref="ArgumentException">It is no such word.</exception>
    public string SubjectPrefix { get; init => field = Checked(value); } = "flows";

    /// <summary>The most bytes of a stream that is made, and of its large bodies; the oldest go. At least 1, default 1 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1024L * 1024 * 1024;

    /// <summary>How long flows stay in a stream that is made, at least an hour. Default seven days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than an hour.</exception>
    public TimeSpan MaxAge
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromHours(1));
            field = value;
        }
    }

    = TimeSpan.FromDays(7);

    private static string Checked(string value)
        => value is { Length: > 0 and <= 64 } && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? value
            : throw new ArgumentException($"'{value}' cannot be used: 1 to 64 of A-Z, a-z, 0-9, _ and - are.", nameof(value));
}
