using Proximity.Access;
using Proximity.Exchanges;
using Proximity.Protocol.Faults;

namespace Proximity.Tests.Exchanges;

public class OptionWordsTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["Timeout"] = "--timeout",
        ["BodyTimeout"] = "--body-timeout",
        ["MaxTunnels"] = "--max-tunnels",
    };

    [Theory]
    [InlineData("No response arrived in time (option Timeout).", "No response arrived in time (--timeout).")]
    [InlineData("It was refused (option OnClientHello).", "It was refused.")]
    [InlineData("Both (option Timeout) and (option Timeout).", "Both (--timeout) and (--timeout).")]
    [InlineData("Cut (option Timeout", "Cut (option Timeout")]
    [InlineData("In time (options Timeout and BodyTimeout).", "In time (--timeout and --body-timeout).")]
    [InlineData("In time (options Timeout, MaxTunnels and BodyTimeout).", "In time (--timeout, --max-tunnels and --body-timeout).")]
    [InlineData("In time (options Timeout and OnClientHello).", "In time (--timeout).")]
    [InlineData("In time (options OnConnect and OnClientHello).", "In time.")]
    [InlineData("Late (RFC 9110 §15.5.9, option Timeout).", "Late (RFC 9110 §15.5.9, --timeout).")]
    [InlineData("Late (RFC 9110 §15.5.9, options Timeout and BodyTimeout).", "Late (RFC 9110 §15.5.9, --timeout and --body-timeout).")]
    [InlineData("Late (RFC 9110 §15.5.9, option OnConnect).", "Late (RFC 9110 §15.5.9).")]
    [InlineData("Late (RFC 9110 §15.5.9).", "Late (RFC 9110 §15.5.9).")]
    public void Option_IsSaidInTheApplicationsWords(string message, string said) => Assert.Equal(said, OptionWords.InWords(Of(message), Names).Message);

    [Fact]
    public void EveryFaultThatNamesOptions_IsSaidInTheApplicationsWords()
    {
        var names = typeof(ProxyOptions).GetProperties().ToDictionary(property => property.Name, property => "--" + property.Name);
        Fault[] faults = [.. Faults().Where(fault => fault.Message.Contains("(option", StringComparison.Ordinal))];
        Assert.True(faults.Length > 12, "the faults are not found");
        Assert.All(faults, fault =>
        {
            string said = OptionWords.InWords(fault, names).Message;
            Assert.DoesNotContain("(option", said, StringComparison.Ordinal);
            Assert.Contains(" (--", said, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void WithoutNames_TheFaultIsAsItWas()
    {
        Fault fault = Of("In time (option Timeout).");

        Assert.Same(fault, OptionWords.InWords(fault, null));
    }

    private static IEnumerable<Fault> Faults()
    {
        IEnumerable<Fault> common = typeof(CommonFaults).GetProperties().Select(property => property.GetValue(null)).OfType<Fault>();
        IEnumerable<Fault> timeouts = Enum.GetValues<ExchangePhase>()
            .Select(phase => CommonFaults.Timeout(phase, nameof(ProxyOptions.Timeout)));
        Fault dns = new(ErrorCodes.DnsFailed, FaultSide.Origin, 502, "No name.");
        return
        [
            .. common, .. timeouts, CommonFaults.BodyTimeout(nameof(ProxyOptions.BodyTimeout)),
            CommonFaults.ConnectTimeout(dns), CommonFaults.ConnectTimeout(Of("Not connected.")),
            ProxyAuthentication.Required, TargetRules.Refused("It is refused", nameof(ProxyOptions.DenyTargets)),
        ];
    }

    private static Fault Of(string message) => new(ErrorCodes.ConnectionTimeout, FaultSide.Origin, 504, message);
}
