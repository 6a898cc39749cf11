using Proximity.Masking;

namespace Proximity.Flows.Tests.Masking;

public class SecretShapesTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLXRoaXM";

    [Theory]
    [InlineData("token " + Jwt + ".", Jwt)]
    [InlineData("x=" + Jwt, Jwt)]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("key ghp_0123456789abcdefghijABCDEFGHIJ012345, done", "ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("AIza01234567890123456789012345678901234", "AIza01234567890123456789012345678901234")]
    [InlineData("AccountKey=abcdefghijABCDEFGHIJ0123456789abcdefghijABCDEFGH==;", "abcdefghijABCDEFGHIJ0123456789abcdefghijABCDEFGH==")]
    [InlineData("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678")]
    [InlineData("Basic dXNlcjpwYXNz", "dXNlcjpwYXNz")]
    [InlineData("go to https://user:pass@a.test/x", "user:pass")]
    [InlineData("card 4111 1111 1111 1111.", "4111 1111 1111 1111")]
    [InlineData("5500005555555559", "5500005555555559")]
    [InlineData("3782-822463-10005", "3782-822463-10005")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n+/=\n-----END RSA PRIVATE KEY-----\n", "MIIabc\n+/=")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIcut", "MIIcut")]
    public void Secret_IsFound(string text, string secret)
    {
        Secret found = Assert.Single(SecretShapes.Find(text)!);

        Assert.Equal(secret, text.Substring(found.Start, found.Length));
    }

    [Theory]
    [InlineData("eyJhbGci")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("eyJub3RoaW5nIGhlcmU.x.y")]
    [InlineData("taskAKIAIOSFODNN7EXAMPLE")]
    [InlineData("AKIAIOSFODNN7EXAMPLETOOLONG")]
    [InlineData("disk-usage-of-the-whole-machine-over-a-year")]
    [InlineData("sk-this-is-a-class-of-some-style-sheet-name")]
    [InlineData("Bearer of good news")]
    [InlineData("Basic instructions")]
    [InlineData("https://a.test/@user:name")]
    [InlineData("https://user@a.test/")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("411111 1111111111")]
    [InlineData("a4111111111111111")]
    [InlineData("0.4111111111111111")]
    [InlineData("41111111111111111111111")]
    [InlineData("1735787045678")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----")]
    [InlineData("[masked:0123]")]
    [InlineData("")]
    public void OrdinaryText_IsLeft(string text) => Assert.Null(SecretShapes.Find(text));

    [Fact]
    public void EveryKeyForm_IsFound_AndItsPrefixAloneIsNot()
    {
        foreach (KeyForm form in KeyForms.All)
        {
            char letter = form.Characters.Contains('a') ? 'a' : 'A';
            string key = form.Prefix + new string(letter, form.Fewest - 1) + "1";
            string text = $"before {key} behind";
            Secret found = Assert.Single(SecretShapes.Find(text)!);
            Assert.EndsWith(text.Substring(found.Start, found.Length), key, StringComparison.Ordinal);
            Assert.Null(SecretShapes.Find($"before {form.Prefix} behind"));
        }
    }
}
