package factor

var _ = register(WhatsApp, func(f *Factors) Method { return sent{f, WhatsApp} })
