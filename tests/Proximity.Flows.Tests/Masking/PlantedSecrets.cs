using System.Globalization;
using System.Text;
using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

/// <summary>Makes secrets and harmless values, always the same ones.</summary>
internal sealed class PlantedSecrets(int seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Alphanumeric = Letters + "0123456789";
    private const string Upper = "ABCDEFGHIJ0123456789";
    private const string Hexadecimal = "0123456789abcdef";

    private readonly Random random = new(seed);

    /// <summary>A secret that nothing but its name shows to be one.</summary>
    public string Opaque()
    {
        string secret = "cnry" + Text(Alphanumeric, random.Next(6, 24));
        return random.Next(3) == 0 ? $"{secret}/{Text(Alphanumeric, 12)}" : secret;
    }

    /// <summary>A secret that shows by how it looks.</summary>
    public string Shaped() => random.Next(14) switch
    {
        0 or 1 => Jwt(),
        2 => "-----BEGIN PRIVATE KEY-----\n" + Text(Alphanumeric, 64) + "\n" + Text(Alphanumeric, 40) + "==\n-----END PRIVATE KEY-----",
        3 => "AKIA" + Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
        4 => "ghp_" + Text(Alphanumeric, 36),
        5 => "sk_live_" + Text(Alphanumeric, 24),
        6 => "xoxb-" + Text("0123456789", 12) + "-" + Text("0123456789", 12) + "-" + Text(Alphanumeric, 24),
        7 => "AIza" + Text(Alphanumeric + "-_", 35),
        8 => KeyOf(KeyForms.All[random.Next(KeyForms.All.Count)]),
        9 => KeyOf(KeyForms.All[random.Next(KeyForms.All.Count)]),
        10 => $"https://hooks.slack.com/services/T{Text(Upper, 8)}/B{Text(Upper, 10)}/{Text(Alphanumeric, 24)}",
        11 => Text("123456789", 9) + ":AA" + Text(Alphanumeric + "-_", 33),
        _ => Card(),
    };

    /// <summary>Something as it stands in ordinary traffic.</summary>
    public string Harmless() => random.Next(16) switch
    {
        0 => new Guid(Bytes(16)).ToString(),
        1 => Text(Hexadecimal, 40),
        2 => Text(Hexadecimal, 64),
        3 => random.NextInt64(1_600_000_000_000, 1_900_000_000_000).ToString(CultureInfo.InvariantCulture),
        4 => random.NextInt64(1_600_000_000, 1_900_000_000).ToString(CultureInfo.InvariantCulture),
        5 => DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(1_900_000_000)).ToString("O", CultureInfo.InvariantCulture),
        6 => "W/\"" + Text(Hexadecimal, 16) + "\"",
        7 => Convert.ToBase64String(Bytes(random.Next(12, 60))),
        8 => string.Join('-', Enumerable.Range(0, random.Next(2, 9)).Select(_ => Text("abcdefghijklmnopqrstuvwxyz", random.Next(2, 9)))),
        9 => $"https://cdn{random.Next(9)}.a.test/assets/{Text(Hexadecimal, 20)}/app.{Text(Hexadecimal, 8)}.js",
        10 => random.NextInt64(100_000_000_000, 999_999_999_999_999_999).ToString(CultureInfo.InvariantCulture),
        11 => $"+49 {random.Next(100, 999)} {random.Next(1_000_000, 9_999_999)}",
        12 => $"user{random.Next(9999)}@mail.test",
        13 => (random.NextDouble() * 1e6).ToString("R", CultureInfo.InvariantCulture),
        14 => $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/{random.Next(90, 200)}.0.{random.Next(9999)}.{random.Next(200)}",
        _ => Text(Alphanumeric, random.Next(8, 44)),
    };

    public int Next(int end) => random.Next(end);

    private string KeyOf(KeyForm form)
    {
        string characters = string.Concat((Alphanumeric + "_").Where(form.Characters.Contains));
        string key = form.Prefix + Text(characters, Math.Min(form.Most, Math.Max(form.Fewest, 44)) - 2) + "a7";
        return form.Prefix == "/services/T"
            ? key.ToUpperInvariant().Replace("/SERVICES/", "/services/", StringComparison.Ordinal) + "x9"
            : key;
    }

    private string Jwt()
    {
        string claims = $"{{\"sub\":\"{Text(Alphanumeric, 8)}\",\"exp\":{random.Next()}}}";
        return $"{Url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")}.{Url(claims)}.{Text(Alphanumeric + "-_", 43)}";
    }

    private string Card()
    {
        (string Prefix, int Digits)[] issuers = [("4", 16), ("51", 16), ("34", 15), ("37", 15), ("6011", 16), ("2221", 16), ("3528", 16)];
        (string prefix, int count) = issuers[random.Next(issuers.Length)];
        string number = prefix + Text("0123456789", count - prefix.Length - 1);
        int sum = number.Reverse().Select((digit, index) => (digit - '0') * (index % 2 == 0
            ? 2 : 1)).Sum(value => value > 9 ? value - 9
            : value);
        return number + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private static string Url(string text)
        => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Text(string characters, int length) => new(random.GetItems<char>(characters, length));
}
