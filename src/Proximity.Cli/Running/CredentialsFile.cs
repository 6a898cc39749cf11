using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Proximity.Cli.Configuration;

namespace Proximity.Cli.Running;

/// <summary>
/// The users of the proxy from a file in the form of htpasswd: a line <c>user:hash</c> each, the hash by bcrypt (<c>htpasswd -B</c>), or
/// <c>user:password</c> as it is. Lines
/// that are empty or begin with # say nothing.
/// </summary>
internal sealed class CredentialsFile
{
    private static readonly SearchValues<char> BcryptCharacters = SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private const int MaximumBytes = 1024 * 1024;

    /// <summary>How many log-ins of one user wait for their check; further ones are refused. All unknown users count as one.</summary>
    private const int WaitersPerUser = 16;

    /// <summary>The users that nobody knows; the file cannot name an empty one.</summary>
    private const string Unknown = "";

    private readonly Dictionary<string, string> secrets;
    private readonly Func<string, string, bool> verify;
    private readonly int maxCost;
    private readonly string decoyPassword;

    /// <summary>
    /// A check by bcrypt keeps a core busy for a while; only so many run at a time, so that strangers cannot take all of them.
    /// </summary>
    private readonly TurnQueue checks = new(Math.Max(1, Environment.ProcessorCount / 2), WaitersPerUser);

    /// <summary>The checks under way: a browser brings the same credentials on many connections at once.</summary>
    private readonly ConcurrentDictionary<(string User, string Password), Task<bool>> running = new();

    private CredentialsFile(Dictionary<string, string> secrets, Func<string, string, bool> verify)
    {
        this.secrets = secrets;
        this.verify = verify;
        maxCost = secrets.Values.Where(IsBcrypt).Select(CostOf).DefaultIfEmpty(0).Max();
        decoyPassword = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    }

    /// <summary>How many users there are.</summary>
    public int Count => secrets.Count;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="described">What a refusal calls it; null for its path.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or a line of it cannot be used.</exception>
    public static CredentialsFile Load(string path, string? described = null)
        => Load(path, static (password, hash) => BCrypt.Net.BCrypt.Verify(password, hash), described);

    /// <summary>Loads a file whose hashes are checked by a function of the test's: password and hash.</summary>
    internal static CredentialsFile Load(string path, Func<string, string, bool> verify, string? described = null)
    {
        described ??= path;
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in ReadLines(path, described))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if ((colon < 1 ? "this is not user:password" : WhyUnusable(line[(colon + 1)..])) is { } why)
            {
                throw new ConfigurationException($"{described}, line {number}: {why}.");
            }

            if (!secrets.TryAdd(line[..colon], line[(colon + 1)..]))
            {
                throw new ConfigurationException($"{described}, line {number}: this user has a line already.");
            }
        }

        return secrets.Count > 0 ? new CredentialsFile(secrets, verify) : throw new ConfigurationException($"{described} names no user.");
    }

    /// <summary>
    /// Whether this is one of the users. Every check takes as long as the slowest of the file, for every user; when too many wait, it is
    /// a no.
    /// </summary>
    public async ValueTask<bool> CheckAsync(string user, string password)
    {
        if (maxCost == 0)
        {
            return CheckNow(user, password);
        }

        var key = (user, password);
        var begun = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var check = running.GetOrAdd(key, begun.Task);
        if (check != begun.Task)
        {
            return await check.ConfigureAwait(false);
        }

        var isGood = false;
        try
        {
            isGood = await CheckInTurnAsync(user, password).ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(key, out _);
            begun.SetResult(isGood);
        }

        return isGood;
    }

    private async Task<bool> CheckInTurnAsync(string user, string password)
    {
        if (!await checks.EnterAsync(secrets.ContainsKey(user) ? user : Unknown).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            return await Task.Run(() => CheckNow(user, password)).ConfigureAwait(false);
        }
        finally
        {
            checks.Leave();
        }
    }

    private bool CheckNow(string user, string password)
    {
        var isKnown = secrets.TryGetValue(user, out var secret);
        if (secret is null || !IsBcrypt(secret))
        {
            if (maxCost > 0)
            {
                _ = verify(password, Decoy(maxCost));
            }

            return Same(secret ?? decoyPassword, password) && isKnown;
        }

        var isGood = verify(password, secret);
        for (var cost = CostOf(secret); cost < maxCost; cost++)
        {
            // Twice the work with each step: a check of cost n and those of n to m - 1 are as much as one of m.
            _ = verify(password, Decoy(cost));
        }

        return isGood;
    }

    /// <summary>A hash of nothing, which takes as long to check as one of this cost.</summary>
    private static string Decoy(int cost) => string.Create(CultureInfo.InvariantCulture, $"$2b${cost:00}${new string('.', 53)}");

    private static int CostOf(string hash) => int.Parse(hash.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture);

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

    private static string[] ReadLines(string path, string described)
    {
        try
        {
            return new FileInfo(path).Length <= MaximumBytes
                ? File.ReadAllLines(path)
                : throw new ConfigurationException($"The credentials file {described} is larger than {MaximumBytes} bytes.");
        }
        catch (Exception exception) when (FileProblem.Is(exception))
        {
            throw new ConfigurationException($"The credentials file {described} cannot be read: {FileProblem.Describe(path, exception)}");
        }
    }
}
