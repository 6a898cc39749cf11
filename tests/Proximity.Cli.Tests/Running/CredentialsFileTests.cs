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
        using var credentials = CredentialsFile.Load(folder.Write("users", $"# the users\n\nhashed:{Hash}\nplain:p:w\n"));

        Assert.Equal(2, credentials.Count);
        Assert.Equal(expected, await credentials.CheckAsync(user, password));
    }

    [Fact]
    public async Task UnknownUser_DoesNotGetInByTheDecoy()
    {
        using var credentials = CredentialsFile.Load(folder.Write("users", "plain:secret\n"));

        Assert.False(await credentials.CheckAsync("nobody", "no password of anybody"));
        Assert.False(await credentials.CheckAsync("nobody", "secret"));
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
