using Npgsql;
using Proximity.Stores;

namespace Proximity.Storage.Postgres.Tests;

public sealed class AddressTests
{
    [Fact]
    public void WholeAddress_IsRead()
    {
        string text = PostgresAddress.Parse(
            "postgres://us%40er:p%3Aw:x@db.example:5433/flows?sslmode=verify-full&schema=team_a", out string? schema);

        var connection = new NpgsqlConnectionStringBuilder(text);
        Assert.Equal(("db.example", 5433, "us@er", "p:w:x"), (connection.Host, connection.Port, connection.Username, connection.Password));
        Assert.Equal(("flows", SslMode.VerifyFull, "team_a"), (connection.Database, connection.SslMode, schema));
    }

    [Theory]
    [InlineData("postgresql://db", "db", 5432)]
    [InlineData("postgres://[::1]:6000/x", "::1", 6000)]
    [InlineData("postgres:///x?host=/run/postgresql", "/run/postgresql", 5432)]
    [InlineData("postgres://me@/x?host=/run/postgresql", "/run/postgresql", 5432)]
    public void ShortAddress_HasWhatIsUsual(string address, string host, int port)
    {
        var connection = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(address, out string? schema));

        Assert.Equal((host, port, null), (connection.Host, connection.Port, schema));
    }

    [Theory]
    [InlineData("mysql://u:secret@db/x", "is written postgres://")]
    [InlineData("postgres://u:secret@db:port/x", "is written postgres://")]
    [InlineData("postgres://u:secret@db/x?sslmode=maybe", "not 'maybe'")]
    [InlineData("postgres://u:secret@db/x?connect_timeout=0", "not '0'")]
    [InlineData("postgres://u:secret@db/x?pool=3", "has no 'pool'")]
    public void WrongAddress_IsRefused_WithoutItsPassword(string address, string sentence)
    {
        var refused = Assert.Throws<FormatException>(() => PostgresAddress.Parse(address, out _));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
