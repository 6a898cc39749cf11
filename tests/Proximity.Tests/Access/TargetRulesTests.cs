using System.Net;
using Proximity.Access;

namespace Proximity.Tests.Access;

public class TargetRulesTests
{
    [Theory]
    [InlineData("example.org", "example.org", true)]
    [InlineData("example.org", "EXAMPLE.org.", true)]
    [InlineData("example.org", "www.example.org", false)]
    [InlineData("example.org", "notexample.org", false)]
    [InlineData("*.example.org", "www.example.org", true)]
    [InlineData("*.example.org", "a.b.example.org", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("*.example.org", "notexample.org", false)]
    [InlineData(".example.org", "example.org", true)]
    [InlineData(".example.org", "www.example.org", true)]
    [InlineData(".example.org", "notexample.org", false)]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("*", "10.0.0.1", true)]
    [InlineData("b\u00FCcher.example", "xn--bcher-kva.example", true)]
    [InlineData("example.org:80", "example.org", true)]
    [InlineData("example.org:8080", "example.org", false)]
    [InlineData("example.org:1-79,81", "example.org", false)]
    [InlineData("example.org:79-81", "example.org", true)]
    [InlineData("*:80", "example.org", true)]
    public void DeniedName_IsRefused(string rule, string host, bool refused)
        => Assert.Equal(refused, Rules(deny: [rule]).Judge(host, 80, isLocalClient: true).Refusal is not null);

    [Theory]
    [InlineData("loopback", "127.9.9.9", true)]
    [InlineData("loopback", "::1", true)]
    [InlineData("loopback", "::ffff:127.0.0.1", true)]
    [InlineData("loopback", "0.0.0.0", true)]
    [InlineData("loopback", "::", true)]
    [InlineData("loopback", "64:ff9b::7f00:1", true)]
    [InlineData("private", "64:ff9b::a00:1", true)]
    [InlineData("private", "::10.0.0.1", true)]
    [InlineData("private", "10.255.0.1", true)]
    [InlineData("private", "11.0.0.1", false)]
    [InlineData("link-local", "169.254.169.254", true)]
    [InlineData("metadata", "169.254.169.254", true)]
    [InlineData("metadata", "fd00:ec2::254", true)]
    [InlineData("metadata", "169.254.1.1", false)]
    [InlineData("metadata", "169.254.170.2", true)]
    [InlineData("metadata", "169.254.170.23", true)]
    [InlineData("metadata", "fd00:ec2::23", true)]
    [InlineData("metadata", "169.254.169.252", true)]
    [InlineData("metadata", "fd20:ce::254", true)]
    [InlineData("metadata", "168.63.129.16", true)]
    [InlineData("metadata", "168.63.129.17", false)]
    [InlineData("metadata", "169.254.129.2", true)]
    [InlineData("metadata", "169.254.132.1", false)]
    [InlineData("metadata", "100.100.100.200", true)]
    [InlineData("metadata", "fd00:100::100:200", true)]
    [InlineData("metadata", "192.0.0.192", true)]
    [InlineData("metadata", "fd00:c1::a9fe:a9fe", true)]
    [InlineData("metadata", "169.254.0.23", true)]
    [InlineData("metadata", "169.254.10.10", true)]
    [InlineData("metadata", "169.254.42.42", true)]
    [InlineData("metadata", "fd00:42::42", true)]
    [InlineData("metadata", "fd00:a9fe:a9fe::1", true)]
    [InlineData("metadata", "fe80::a9fe:a9fe", true)]
    [InlineData("metadata", "fe80::a9fe:a9fe%2", true)]
    [InlineData("metadata", "fe80::1", false)]
    [InlineData("metadata", "::ffff:169.254.170.2", true)]
    [InlineData("metadata", "::ffff:0:169.254.169.254", true)]
    [InlineData("metadata", "64:ff9b::a9fe:aa02", true)]
    [InlineData("metadata", "64:ff9b:1::a9fe:a9fe", true)]
    [InlineData("metadata", "64:ff9b:1:a9fe:a9:fe00::", true)]
    [InlineData("metadata", "64:ff9b:1:a9:fe:a9fe::", true)]
    [InlineData("metadata", "64:ff9b:1:0:a9:fea9:fe00:0", true)]
    [InlineData("metadata", "64:ff9b:1::808:808", false)]
    [InlineData("metadata", "64:ff9b:2::a9fe:a9fe", false)]
    [InlineData("metadata", "2002:a9fe:a9fe::1", true)]
    [InlineData("loopback", "2002:7f00:1::", true)]
    [InlineData("loopback", "2002::1", true)]
    [InlineData("private", "2002:808:808::1", false)]
    [InlineData("private", "2001:0:808:808:0:0:f5ff:fffe", true)]
    [InlineData("private", "2001:0:a00:1:0:0:f7f7:f7f7", true)]
    [InlineData("private", "2001:0:808:808:0:0:f7f7:f7f7", false)]
    [InlineData("private", "2001:db8::5efe:a00:1", true)]
    [InlineData("private", "2001:db8::200:5efe:a00:1", true)]
    [InlineData("loopback", "::ffff:0:0:1", false)]
    [InlineData("64:ff9b::/96", "64:ff9b::808:808", true)]
    [InlineData("2002::/16", "2002:808:808::1", true)]
    [InlineData("203.0.113.0/24", "203.0.113.9", true)]
    [InlineData("203.0.113.0/24:443", "203.0.113.9", false)]
    [InlineData("203.0.113.9:80", "203.0.113.9", true)]
    [InlineData("[2001:db8::1]:80", "2001:db8::1", true)]
    [InlineData("[2001:db8::1]:81", "2001:db8::1", false)]
    [InlineData("[2001:db8::/32]:80", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("all", "8.8.8.8", true)]
    public void DeniedAddress_IsNotAdmitted_WhateverTheName(string rule, string address, bool denied)
        => Assert.Equal(!denied, Rules(deny: [rule]).Judge("innocent.example", 80, isLocalClient: true).Admits(IPAddress.Parse(address)));

    [Fact]
    public void AllowedName_IsAllowedAtEveryAddress()
    {
        TargetAccess access = Rules(allow: ["example.org"]).Judge("example.org", 80, isLocalClient: true);
        Assert.Null(access.Refusal);
        Assert.True(access.Admits(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void NameThatIsNotAllowed_IsRefusedBeforeTheLookUp()
        => Assert.Contains("option AllowTargets", Rules(allow: ["example.org"]).Judge("example.com", 80, isLocalClient: true).Refusal!.Message, StringComparison.Ordinal);

    [Fact]
    public void AllowedAddresses_DecideAfterTheLookUp()
    {
        TargetAccess access = Rules(allow: ["example.org", "10.0.0.0/8"]).Judge("example.com", 80, isLocalClient: true);
        Assert.Null(access.Refusal);
        Assert.True(access.Admits(IPAddress.Parse("10.0.0.1")));
        Assert.False(access.Admits(IPAddress.Parse("11.0.0.1")));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "64:ff9b::a00:1", true)]
    [InlineData("10.0.0.0/8", "64:ff9b:1::a00:1", false)]
    [InlineData("64:ff9b:1::/48", "64:ff9b:1::a00:1", true)]
    [InlineData("2002::/16", "2002:a00:1::1", true)]
    [InlineData("10.0.0.0/8", "2002:a00:1::1", true)]
    [InlineData("10.0.0.0/8", "2001:db8::a00:1", false)]
    public void AddressThatCarriesAnother_IsAllowedByItselfOrByAllThatItMayMean(string rule, string address, bool admitted)
        => Assert.Equal(admitted, Rules(allow: [rule]).Judge("example.com", 80, isLocalClient: true).Admits(IPAddress.Parse(address)));

    [Fact]
    public void Denying_WinsOverAllowing()
    {
        TargetRules rules = Rules(allow: [".example.org"], deny: ["secret.example.org", "private"]);
        Assert.NotNull(rules.Judge("secret.example.org", 80, isLocalClient: true).Refusal);
        Assert.False(rules.Judge("www.example.org", 80, isLocalClient: true).Admits(IPAddress.Parse("192.168.0.1")));
    }

    [Theory]
    [InlineData(true, "127.0.0.1", true)]
    [InlineData(false, "127.0.0.1", false)]
    [InlineData(false, "169.254.169.254", false)]
    [InlineData(false, "192.168.0.1", true)]
    public void ByDefault_OnlyOwnProgramsReachOwnServices(bool isLocalClient, string address, bool admitted)
        => Assert.Equal(admitted, Rules().Judge("host", 80, isLocalClient).Admits(IPAddress.Parse(address)));

    [Fact]
    public void EmptyList_DeniesNothing() => Assert.True(Rules(deny: []).Judge("host", 80, isLocalClient: false).Admits(IPAddress.Loopback));

    [Theory]
    [InlineData("10.0.0.1", null, "private", true)]
    [InlineData("167772161", null, "private", true)]
    [InlineData("name.example", null, "private", false)]
    [InlineData("name.example", "10.0.0.0/8", null, true)]
    [InlineData("10.0.0.1", "10.0.0.0/8", null, false)]
    public void NameThatTheUpstreamLooksUp_IsRefusedWhereItsAddressHadToBeAllowed(string host, string? allow, string? deny, bool refused)
        => Assert.Equal(refused, Rules(allow is null ? null : [allow], deny is null ? null : [deny]).Judge(host, 80, isLocalClient: true).JudgeUnresolved(host) is not null);

    [Theory]
    [InlineData("")]
    [InlineData("a*b")]
    [InlineData("*.")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:9-8")]
    [InlineData("host:")]
    [InlineData("a b")]
    [InlineData("[2001:db8::1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("http://host")]
    public void AnythingElse_IsRefusedByName(string entry)
    {
        Assert.Null(TargetRules.Parse(["ok", entry], out string? wrong));
        Assert.Equal(entry, wrong);
    }

    [Theory]
    [InlineData("443", 443, true)]
    [InlineData("443", 444, false)]
    [InlineData("8000-8999", 8500, true)]
    [InlineData("*", 1, true)]
    public void ConnectPorts_LimitConnect(string ports, int port, bool allowed)
        => Assert.Equal(allowed, new TargetRules(null, null, PortSet.Parse([ports], out _)).JudgeConnect(port) is null);

    private static TargetRules Rules(string[]? allow = null, string[]? deny = null)
        => new(allow is null ? null : TargetRules.Parse(allow, out _), deny is null ? null : TargetRules.Parse(deny, out _), null);
}
