using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proximity.Control;

/// <summary>What can be read and changed of how the proxy works.</summary>
internal static class ProxySettingsOperations
{
    /// <summary>The page that the proxy itself answers (docs/interception.md).</summary>
    private const string OnboardingPage = "http://proximity.internal/";

    public static Operation Options { get; } = new Operation<NoInput, OptionsOutput>(
        "options.list", "GET /api/options", OperationEffect.Reads, "Lists the options, their values and which can change now.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.OptionsOutput,
        Run = static (context, _, _) => ValueTask.FromResult(new OptionsOutput(context.Proxy.GetOptions())),
    };

    public static Operation SetOptions { get; } = new Operation<SetOptionsInput, SetOptionsOutput>(
        "options.set", "POST /api/options", OperationEffect.Writes, "Changes options while the proxy runs, all or none.")
    {
        Input = ControlJson.Default.SetOptionsInput,
        Output = ControlJson.Default.SetOptionsOutput,
        Run = static (context, input, _) => ValueTask.FromResult(
            new SetOptionsOutput(context.Proxy.ChangeOptions(input.Set, input.DryRun), input.DryRun)),
    };

    public static Operation Recording { get; } = new Operation<RecordingInput, RecordingOutput>(
        "recording.set", "POST /api/recording", OperationEffect.Writes, "Turns recording on or off; exchanges go on either way.")
    {
        Input = ControlJson.Default.RecordingInput,
        Output = ControlJson.Default.RecordingOutput,
        Run = static (context, input, _) => ValueTask.FromResult(SetRecording(context.Proxy, input)),
    };

    public static Operation Interception { get; } = new Operation<NoInput, InterceptionOutput>(
        "interception.get", "GET /api/interception", OperationEffect.Reads, "Says which hosts' TLS is opened.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.InterceptionOutput,
        Run = static (context, _, _) => ValueTask.FromResult(Shown(context.Proxy.GetInterception(), isTrial: false)),
    };

    public static Operation SetInterception { get; } = new Operation<InterceptionInput, InterceptionOutput>(
        "interception.set", "POST /api/interception", OperationEffect.Writes, "Changes which hosts' TLS is opened, for later tunnels.")
    {
        Input = ControlJson.Default.InterceptionInput,
        Output = ControlJson.Default.InterceptionOutput,
        Run = static (context, input, _) =>
        {
            context.Proxy.ChangeInterception(input.Intercept, input.PassThrough, input.DryRun);
            return ValueTask.FromResult(Shown(context.Proxy.GetInterception(), input.DryRun));
        },
    };

    public static Operation Authority { get; } = new Operation<NoInput, AuthorityOutput>(
        "authority.get", "GET /api/authority", OperationEffect.Reads, "Gives the certificate that clients must trust, and where to get it.")
    {
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.AuthorityOutput,
        Run = static (context, _, _) => ValueTask.FromResult(Shown(context.Proxy)),
    };

    private static RecordingOutput SetRecording(IControlledProxy proxy, RecordingInput input)
    {
        bool was = proxy.IsRecording;
        if (!input.DryRun)
        {
            proxy.IsRecording = input.On;
        }

        return new RecordingOutput(input.DryRun ? input.On : proxy.IsRecording, was);
    }

    private static InterceptionOutput Shown(InterceptionFacts facts, bool isTrial)
        => new(facts.IsOn, facts.Intercept, facts.PassThrough, facts.Learned, isTrial);

    private static AuthorityOutput Shown(IControlledProxy proxy)
    {
        X509Certificate2 certificate = proxy.Authority
            ?? throw new OperationException(
                OperationProblem.Conflict, "not_intercepting", "Interception is off, so that there is no authority.");
        return new AuthorityOutput(
            certificate.Subject,
            certificate.GetCertHashString(HashAlgorithmName.SHA256),
            certificate.NotAfter,
            certificate.ExportCertificatePem(),
            proxy.AuthorityFile,
            proxy.HostKeyHash,
            OnboardingPage);
    }
}
