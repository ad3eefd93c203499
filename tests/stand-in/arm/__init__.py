"""The template language of Azure Resource Manager.

Written for the stand-in alone: it judges what lbxc emits, so it shares nothing with lbxc.
"""
