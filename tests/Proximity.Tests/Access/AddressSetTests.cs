using System.Net;
using Proximity.Access;

namespace Proximity.Tests.Access;

public class AddressSetTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.254", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("2001:4860:4860::8888", false)]
    [InlineData("0.0.0.0", false)]
    public void Local_IsWhatIsNotRoutedAcrossTheInternet(string address, bool expected) => Assert.Equal(expected, AddressSet.Local.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("203.0.113.0/24", "203.0.113.8", true)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("[2001:db8::1]", "2001:db8::1", true)]
    [InlineData("ALL", "8.8.8.8", true)]
    [InlineData("all", "2001:4860:4860::8888", true)]
    [InlineData("loopback", "10.0.0.1", false)]
    public void Entry_IsAnAddressARangeOrAPreset(string entry, string address, bool expected)
        => Assert.Equal(expected, AddressSet.Parse([entry], out _)!.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("somewhere")]
    [InlineData("10.0.0.0/33")]
    [InlineData("")]
    public void AnythingElse_IsRefusedByName(string entry)
    {
        Assert.Null(AddressSet.Parse(["loopback", entry], out string? wrong));
        Assert.Equal(entry, wrong);
    }

    [Fact]
    public void NoEntry_AdmitsNobody() => Assert.False(AddressSet.Parse([], out _)!.Contains(IPAddress.Loopback));
}
