/** The text twin, written first: everything the HTML twin says, in the same order. */
export const NOTICE_TEXT = `{% if banner %}{{ banner | wrap }}

{% endif %}{{ heading | underline: "=" }}

{{ lead | wrap }}
{% for document in documents %}
{% if isSingle %}{{ document.name | field: fields.document, labelColumns }}
{% else %}{{ document.name | wrap: 2, 0 }}
{% endif %}{% assign indent = 2 %}{% if isSingle %}{% assign indent = 0 %}{% endif -%}
{% if document.label %}{{ document.label | field: fields.label, labelColumns, indent }}
{% endif %}{% if document.protectedOn %}{{ document.protectedOn | field: fields.protected, labelColumns, indent }}
{% endif %}{% for entry in document.entries %}{% unless isSingle %}
{% endunless %}{% capture who %}{{ entry.who }}{% if entry.standing %} ({{ entry.standing }}){% endif %}{% endcapture -%}
{{ who | field: fields.who, labelColumns, indent }}
{{ entry.when | field: fields.when, labelColumns, indent }}
{{ entry.attempts | field: fields.attempts, labelColumns, indent }}
{{ entry.result | field: fields.result, labelColumns, indent }}
{% endfor %}{% endfor %}{% for remark in remarks %}
{{ remark | wrap }}
{% endfor %}{% for section in sections %}
{{ section.heading | underline: "-" }}
{% for sentence in section.sentences %}{{ sentence | wrap }}
{% endfor %}{% endfor %}
{% for line in signature %}{{ line }}
{% endfor %}`;
