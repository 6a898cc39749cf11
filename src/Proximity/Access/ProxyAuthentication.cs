using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Proximity.Protocol.Faults;
using Proximity.Protocol.Heads;

namespace Proximity.Access;

/// <summary>
/// Decides whether a request brings credentials that are good for this proxy. What a client sent is only ever handled as its keyed hash, whose comparison takes the same
/// time whatever it holds. What the application's check found good is remembered for a minute, because a good check is a slow one.
/// </summary>
internal sealed class ProxyAuthentication
{
    private const int MaxRemembered = 1024;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly byte[]? expected;
    private readonly bool asksApplication;
    private readonly TimeProvider timeProvider;
    private readonly Dictionary<string, long> remembered = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <param name="credentials">The one pair that is good, <c>user:password</c>; null when only the application knows.</param>
    /// <param name="asksApplication">True when other pairs are for the application to check.</param>
    /// <param name="timeProvider">The clock.</param>
    public ProxyAuthentication(string? credentials, bool asksApplication, TimeProvider timeProvider)
    {
        this.asksApplication = asksApplication;
        this.timeProvider = timeProvider;
        expected = credentials is null ? null : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(credentials));
    }

    /// <summary>Credentials are missing, or not good.</summary>
    public static Fault Required { get; } = new(
        ErrorCodes.ProxyAuthenticationRequired, FaultSide.Client, 407, "This proxy wants credentials, and the request brings none that are good (options ProxyAuth and Authenticate).");

    /// <summary>Judges a request's credentials; pairs for the application to check are given out.</summary>
    public Verdict Judge(RequestHead head, out PendingCredentials pending)
    {
        pending = default;
        Span<byte> decoded = stackalloc byte[BasicCredentials.MaxBytes];
        if (!BasicCredentials.TryRead(head, decoded, out int length))
        {
            return Verdict.Refused;
        }

        decoded = decoded[..length];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, decoded, hash);
        if (expected is not null && CryptographicOperations.FixedTimeEquals(hash, expected))
        {
            return Verdict.Accepted;
        }

        if (!asksApplication || !Utf8.IsValid(decoded))
        {
            return Verdict.Refused;
        }

        string name = Convert.ToHexString(hash);
        if (IsRemembered(name))
        {
            return Verdict.Accepted;
        }

        int colon = decoded.IndexOf((byte)':');
        pending = new PendingCredentials(Encoding.UTF8.GetString(decoded[..colon]), Encoding.UTF8.GetString(decoded[(colon + 1)..]), name);
        return Verdict.Ask;
    }

    /// <summary>The application found these good.</summary>
    public void Remember(in PendingCredentials credentials)
    {
        lock (gate)
        {
            if (remembered.Count >= MaxRemembered)
            {
                // To forget is only to ask again.
                remembered.Clear();
            }

            remembered[credentials.Hash] = timeProvider.GetTimestamp();
        }
    }

    private bool IsRemembered(string name)
    {
        lock (gate)
        {
            if (!remembered.TryGetValue(name, out long since))
            {
                return false;
            }

            if (timeProvider.GetElapsedTime(since) < RememberedFor)
            {
                return true;
            }

            remembered.Remove(name);
            return false;
        }
    }

    /// <summary>What is known of a request's credentials.</summary>
    internal enum Verdict : byte
    {
        Refused,
        Accepted,

        /// <summary>The application has to say.</summary>
        Ask,
    }
}

/// <summary>A pair that the application has to check.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">The password.</param>
/// <param name="Hash">What the pair is remembered by.</param>
internal readonly record struct PendingCredentials(string User, string Password, string Hash);
