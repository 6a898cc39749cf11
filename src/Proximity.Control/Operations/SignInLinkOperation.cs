namespace Proximity.Control;

/// <summary>Makes a further address that signs a browser in.</summary>
internal static class SignInLinkOperation
{
    public static Operation Entry { get; } = new Operation<NoInput, SignInLinkOutput>(
        "inspector.link", "POST /api/sign-in-link", OperationEffect.Writes,
        "Makes a new address that signs one more browser in, once.")
    {
        IsForAgents = false,
        Input = ControlJson.Default.NoInput,
        Output = ControlJson.Default.SignInLinkOutput,
        Run = static (context, _, _) => ValueTask.FromResult(new SignInLinkOutput(Make(context).AbsoluteUri)),
    };

    private static Uri Make(ControlContext context) => context.CreateSignInLink?.Invoke()
        ?? throw new OperationException(OperationProblem.NotSupported, "no_inspector", "There is no page to sign in to.");
}
