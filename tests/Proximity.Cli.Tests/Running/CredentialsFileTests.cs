using System.Collections.Concurrent;
using System.Globalization;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Tests.Running;

public sealed class CredentialsFileTests : IDisposable
{
    /// <summary>Of the password "opensesame", as <c>htpasswd -nbB -C 4</c> makes it.</summary>
    private const string Hash = "$2y$04$pEZjMrS4ctFr3pHXv25YS..Za2XEPulcT//xMU6I6Q/3kpNhsjMbO";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("hashed", "opensesame", true)]
    [InlineData("hashed", "opensesamf", false)]
    [InlineData("hashed", Hash, false)]
    [InlineData("plain", "p:w", true)]
    [InlineData("plain", "p:", false)]
    [InlineData("nobody", "opensesame", false)]
    [InlineData("nobody", "", false)]
    public async Task User_IsCheckedAgainstTheLine(string user, string password, bool expected)
    {
        var credentials = CredentialsFile.Load(folder.Write("users", $"# the users\n\nhashed:{Hash}\nplain:p:w\n"));

        Assert.Equal(2, credentials.Count);
        Assert.Equal(expected, await credentials.CheckAsync(user, password));
    }

    [Fact]
    public async Task UnknownUser_DoesNotGetInByTheDecoy()
    {
        var credentials = CredentialsFile.Load(folder.Write("users", "plain:secret\n"));

        Assert.False(await credentials.CheckAsync("nobody", "no password of anybody"));
        Assert.False(await credentials.CheckAsync("nobody", "secret"));
    }

    /// <summary>
    /// The work of a check, in checks of the least cost: an unknown user's must be that of a known one, whatever lines the file has.
    /// </summary>
    [Theory]
    [InlineData("plain", "secret")]
    [InlineData("plain", "wrong")]
    [InlineData("cheap", "wrong")]
    [InlineData("dear", "wrong")]
    [InlineData("nobody", "secret")]
    public async Task EveryCheck_IsAsMuchWork(string user, string password)
    {
        var work = 0;
        var file = folder.Write("users", $"plain:secret\ncheap:{Hash}\nmiddle:{Hash.Replace("$04$", "$06$", StringComparison.Ordinal)}\ndear:{Hash.Replace("$04$", "$09$", StringComparison.Ordinal)}\n");
        var credentials = CredentialsFile.Load(file, (_, hash) =>
        {
            work += 1 << int.Parse(hash.AsSpan(4, 2), CultureInfo.InvariantCulture);
            return false;
        });

        await credentials.CheckAsync(user, password);

        Assert.Equal(1 << 9, work);
    }

    [Fact]
    public async Task WhatUnknownUsersAreCheckedAgainst_IsARealHash()
    {
        var hashes = new List<string>();
        var credentials = CredentialsFile.Load(folder.Write("users", $"hashed:{Hash}\n"), (_, hash) =>
        {
            hashes.Add(hash);
            return BCrypt.Net.BCrypt.Verify("x", hash);
        });

        Assert.False(await credentials.CheckAsync("nobody", "x"));
        Assert.Single(hashes);
    }

    /// <summary>A thousand bad log-ins must not hold a good one up, nor be kept.</summary>
    [Fact]
    public async Task ManyBadLogIns_DelayAGoodOneByFewChecks()
    {
        using var gate = new SemaphoreSlim(0);
        var order = new ConcurrentQueue<string>();
        var credentials = CredentialsFile.Load(folder.Write("users", $"alice:{Hash}\nbob:{Hash}\n"), (password, _) =>
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            order.Enqueue(password);
            return password == "good";
        });
        var bad = Enumerable.Range(0, 1000).Select(number => credentials.CheckAsync("nobody", $"bad {number}").AsTask()).ToList();
        var good = credentials.CheckAsync("bob", "good").AsTask();

        gate.Release(2000);

        Assert.True(await good);
        Assert.All(await Task.WhenAll(bad), Assert.False);
        Assert.InRange(order.TakeWhile(password => password != "good").Count(), 0, Environment.ProcessorCount + 1);
        Assert.InRange(order.Count, 1, 1 + Environment.ProcessorCount + 16);
    }

    [Fact]
    public async Task SameCredentialsAtOnce_AreCheckedOnce()
    {
        using var gate = new SemaphoreSlim(0);
        var checks = 0;
        var credentials = CredentialsFile.Load(folder.Write("users", $"bob:{Hash}\n"), (_, _) =>
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            checks++;
            return true;
        });
        var all = Enumerable.Range(0, 100).Select(_ => credentials.CheckAsync("bob", "good").AsTask()).ToList();

        gate.Release(100);

        Assert.All(await Task.WhenAll(all), Assert.True);
        Assert.Equal(1, checks);
    }

    [Theory]
    [InlineData("user:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "line 1: only bcrypt hashes can be used, as htpasswd -B makes them.")]
    [InlineData("user:$apr1$5yVUkqGx$6VNGFfOjK1YhaBEwnrjMU0", "line 1: only bcrypt hashes can be used, as htpasswd -B makes them.")]
    [InlineData("user:$2y$04$tooshort", "line 1: the bcrypt hash is not whole.")]
    [InlineData("user:", "line 1: the password is empty.")]
    [InlineData("user", "line 1: this is not user:password.")]
    [InlineData(":password", "line 1: this is not user:password.")]
    [InlineData("user:one\nuser:two", "line 2: this user has a line already.")]
    [InlineData("# nobody", " names no user.")]
    public void LineThatCannotBeUsed_IsRefusedWithItsNumber_WithoutItsSecret(string content, string why)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => CredentialsFile.Load(folder.Write("users", content)));

        Assert.EndsWith(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile_IsRefusedByName()
        => Assert.Contains(folder.File("missing"), Assert.Throws<ConfigurationException>(() => CredentialsFile.Load(folder.File("missing"))).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();
}
