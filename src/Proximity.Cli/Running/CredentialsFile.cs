using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>
/// The users of the proxy from a file in the form of htpasswd: a line <c>user:hash</c> each, the hash by bcrypt (<c>htpasswd -B</c>), or <c>user:password</c> as it is. Lines
/// that are empty or begin with # say nothing.
/// </summary>
internal sealed class CredentialsFile : IDisposable
{
    private static readonly SearchValues<char> BcryptCharacters = SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private const int MaximumBytes = 1024 * 1024;

    private readonly Dictionary<string, string> secrets;
    private readonly string decoy;

    /// <summary>A check by bcrypt keeps a core busy for a while; only so many run at a time, so that strangers cannot take all of them.</summary>
    private readonly SemaphoreSlim checks = new(Math.Max(1, Environment.ProcessorCount / 2));

    private CredentialsFile(Dictionary<string, string> secrets)
    {
        this.secrets = secrets;
        decoy = secrets.Values.FirstOrDefault(IsBcrypt) ?? "no password of anybody";
    }

    /// <summary>How many users there are.</summary>
    public int Count => secrets.Count;

    /// <exception cref="ConfigurationException">The file cannot be read, or a line of it cannot be used.</exception>
    public static CredentialsFile Load(string path)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if ((colon < 1 ? "this is not user:password" : WhyUnusable(line[(colon + 1)..])) is { } why)
            {
                throw new ConfigurationException($"{path}, line {number}: {why}.");
            }

            if (!secrets.TryAdd(line[..colon], line[(colon + 1)..]))
            {
                throw new ConfigurationException($"{path}, line {number}: this user has a line already.");
            }
        }

        return secrets.Count > 0 ? new CredentialsFile(secrets) : throw new ConfigurationException($"{path} names no user.");
    }

    /// <summary>Whether this is one of the users. An unknown one takes as long as a known one.</summary>
    public async ValueTask<bool> CheckAsync(string user, string password)
    {
        var isKnown = secrets.TryGetValue(user, out var secret);
        secret ??= decoy;
        if (!IsBcrypt(secret))
        {
            return Same(secret, password) && isKnown;
        }

        await checks.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => BCrypt.Net.BCrypt.Verify(password, secret)).ConfigureAwait(false) && isKnown;
        }
        finally
        {
            checks.Release();
        }
    }

    public void Dispose() => checks.Dispose();

    private static bool Same(string expected, string given) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)),
        SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    private static bool IsBcrypt(string secret) => secret.StartsWith("$2a$", StringComparison.Ordinal) || secret.StartsWith("$2b$", StringComparison.Ordinal) || secret.StartsWith("$2y$", StringComparison.Ordinal);

    /// <summary>Hashes of other kinds must not become passwords themselves.</summary>
    private static string? WhyUnusable(string secret)
    {
        if (secret.Length == 0)
        {
            return "the password is empty";
        }

        if (IsBcrypt(secret))
        {
            return IsWholeBcrypt(secret) ? null : "the bcrypt hash is not whole";
        }

        return secret[0] == '$' || secret.StartsWith("{SHA}", StringComparison.Ordinal) ? "only bcrypt hashes can be used, as htpasswd -B makes them" : null;
    }

    private static bool IsWholeBcrypt(string hash)
        => hash.Length == 60 && int.TryParse(hash.AsSpan(4, 2), out var cost) && cost is >= 4 and <= 31 && hash[6] == '$'
            && !hash.AsSpan(7).ContainsAnyExcept(BcryptCharacters);

    private static string[] ReadLines(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaximumBytes ? File.ReadAllLines(path) : throw new ConfigurationException($"The credentials file {path} is larger than {MaximumBytes} bytes.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"The credentials file {path} cannot be read: {exception.Message}");
        }
    }
}
